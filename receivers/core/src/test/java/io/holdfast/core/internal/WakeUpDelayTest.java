// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class WakeUpDelayTest {
  private static final long ASKED_NANOS = 5_000_000;
  private static final Offset<Long> ABOUT = Offset.offset(2_000L);

  private final WakeUpDelay delay = new WakeUpDelay();

  private void waited(long lateNanos, int times) {
    for (int i = 0; i < times; i++) {
      delay.waited(ASKED_NANOS, ASKED_NANOS + lateNanos);
    }
  }

  @Test
  void beginsWithWhatIsLikely() {
    assertThat(delay.nanos()).isEqualTo(100_000);
  }

  @Test
  void learnsWhatTheMachineTakes() {
    waited(160_000, 100);
    assertThat(delay.nanos()).isCloseTo(160_000, ABOUT);
    waited(30_000, 100);
    assertThat(delay.nanos()).isCloseTo(30_000, ABOUT);
    waited(0, 100);
    assertThat(delay.nanos()).isZero();
  }

  @Test
  void isNotMisledByOneThatIsVeryLate() {
    waited(100_000, 1);
    waited(50_000_000, 1);
    assertThat(delay.nanos()).isCloseTo(100_000, ABOUT);
  }

  /** Else a time that is as short as it would never be waited for again. */
  @Test
  void staysBelowABound() {
    waited(50_000_000, 1000);
    assertThat(delay.nanos()).isEqualTo(300_000);
  }

  @Test
  void learnsNothingFromAWaitThatWasEndedEarly() {
    delay.waited(ASKED_NANOS, ASKED_NANOS - 1);
    delay.waited(ASKED_NANOS, 0);
    assertThat(delay.nanos()).isEqualTo(100_000);
  }
}
