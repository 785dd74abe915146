// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchSizeTest {

  /** Polls a full channel; returns how many polls it refused. */
  private static int poll(BatchSize size, int capacity, int polls) {
    int refused = 0;
    for (int poll = 0; poll < polls; poll++) {
      int asked = size.current();
      if (asked > capacity) {
        size.refused(asked);
        refused++;
      } else {
        size.given(asked, asked);
      }
    }
    return refused;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 99, 100, 101, 499, 999, 1_000, 5_000})
  void findsWhatTheChannelGivesAndStays(int capacity) {
    BatchSize size = new BatchSize(1_000);
    int refused = poll(size, capacity, 1_000);
    assertThat(size.current()).isEqualTo(Math.min(capacity, 1_000));
    assertThat(refused).isLessThanOrEqualTo(20);
    assertThat(poll(size, capacity, 1_000)).isZero();
  }

  @Test
  void batchesThatAreNotFullSayNothing() {
    BatchSize size = new BatchSize(1_000);
    size.refused(1_000);
    for (int i = 0; i < 100; i++) {
      assertThat(size.given(500, 499)).isFalse();
    }
    assertThat(size.current()).isEqualTo(500);
  }

  @Test
  void severalConnectionsThatWereRefusedTheSameHalveOnce() {
    BatchSize size = new BatchSize(1_000);
    size.refused(1_000);
    size.refused(1_000);
    assertThat(size.current()).isEqualTo(500);
  }

  @Test
  void findsASmallerChannel() {
    BatchSize size = new BatchSize(1_000);
    poll(size, 1_000, 100);
    poll(size, 100, 1_000);
    assertThat(size.current()).isEqualTo(100);
  }

  @Test
  void aResetAsksForAllAgain() {
    BatchSize size = new BatchSize(1_000);
    poll(size, 100, 100);
    size.reset();
    assertThat(size.current()).isEqualTo(1_000);
  }

  @Test
  void hasNothingBelowOne() {
    BatchSize size = new BatchSize(1);
    assertThat(size.refused(1)).isFalse();
    assertThat(size.current()).isEqualTo(1);
  }
}
