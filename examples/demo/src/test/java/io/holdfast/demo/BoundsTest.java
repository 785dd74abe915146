// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BoundsTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 17);

  @Test
  void progress_is_due_once_in_a_period() {
    Every every = new Every(Duration.ofSeconds(5), nanos::get);
    assertThat(every.isDue()).isFalse();
    pass(Duration.ofMillis(4_999));
    assertThat(every.isDue()).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(every.isDue()).isTrue();
    assertThat(every.isDue()).isFalse();
    pass(Duration.ofMinutes(1));
    assertThat(every.isDue()).isTrue();
    assertThat(every.isDue()).isFalse();
  }

  @Test
  void a_stall_is_outstanding_work_that_does_not_move_for_longer_than_the_bound() {
    StallDetector stall = new StallDetector(Duration.ofMinutes(2), nanos::get);
    assertThat(stall.isStalled(0, true)).isFalse();
    pass(Duration.ofMinutes(2));
    assertThat(stall.isStalled(0, true)).isFalse();
    pass(Duration.ofNanos(1));
    assertThat(stall.isStalled(0, true)).isTrue();
  }

  @Test
  void what_moves_is_not_stalled() {
    StallDetector stall = new StallDetector(Duration.ofMinutes(2), nanos::get);
    for (int position = 0; position < 10; position++) {
      pass(Duration.ofSeconds(121));
      assertThat(stall.isStalled(position, true)).isFalse();
    }
  }

  @Test
  void time_without_anything_outstanding_does_not_count() {
    StallDetector stall = new StallDetector(Duration.ofMinutes(2), nanos::get);
    assertThat(stall.isStalled(7, true)).isFalse();
    pass(Duration.ofHours(1));
    assertThat(stall.isStalled(7, false)).isFalse();
    pass(Duration.ofSeconds(119));
    assertThat(stall.isStalled(7, true)).isFalse();
    pass(Duration.ofSeconds(2));
    assertThat(stall.isStalled(7, true)).isTrue();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
