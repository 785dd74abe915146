// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BatchSilenceTest {
  private final AtomicLong now = new AtomicLong(77);
  private final AtomicBoolean generating = new AtomicBoolean();

  private boolean isNoticed(BatchSilence silence) {
    return silence.check(generating::get).isPresent();
  }

  @Test
  void aDeadGeneratorIsNoticedAfterFiveBatchesAndNotBefore() {
    BatchSilence silence = new BatchSilence(2000, now::get);
    now.addAndGet(10_000);
    assertThat(isNoticed(silence)).isFalse();
    now.addAndGet(1);
    assertThat(silence.check(generating::get))
        .hasValueSatisfying(
            sentence -> assertThat(sentence).contains("no batch for 10 s", "has ended"));
  }

  @Test
  void aBatchBeginsTheTimeAnew() {
    BatchSilence silence = new BatchSilence(2000, now::get);
    now.addAndGet(9_000);
    silence.broken();
    now.addAndGet(9_000);
    assertThat(isNoticed(silence)).isFalse();
    now.addAndGet(1_001);
    assertThat(isNoticed(silence)).isTrue();
  }

  @Test
  void shortBatchesAreGivenFiveSeconds() {
    BatchSilence silence = new BatchSilence(100, now::get);
    now.addAndGet(5_000);
    assertThat(isNoticed(silence)).isFalse();
    now.addAndGet(1);
    assertThat(isNoticed(silence)).isTrue();
  }

  @Test
  void aGeneratorThatIsOnlySlowIsLeftAlone() {
    generating.set(true);
    BatchSilence silence = new BatchSilence(100, now::get);
    now.addAndGet(3_600_000);
    assertThat(isNoticed(silence)).isFalse();
  }
}
