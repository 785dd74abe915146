// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuietSealTest {
  private static final Duration QUIET = Duration.ofMillis(5);

  private final FakeIntake intake = new FakeIntake();
  private long nanos;
  private QuietSeal seal;

  @BeforeEach
  void setUp() {
    nanos = Long.MAX_VALUE - 1; // nanoTime may overflow
    seal = new QuietSeal(intake, QUIET, () -> nanos);
  }

  @Test
  void beginsTheQuietTimeWhenTheBytesHaveCome() {
    seal.read();
    nanos += 200_000;
    seal.submitted(1);
    assertThat(intake.delays()).containsExactly(QUIET.minusNanos(200_000));
  }

  @Test
  void beginsItAnewWithMoreBytes() {
    seal.read();
    nanos += 4_000_000;
    seal.read();
    seal.submitted(1);
    assertThat(intake.delays()).containsExactly(QUIET);
  }

  @Test
  void sealsAtOnceWhatTookLongerToUnderstand() {
    seal.read();
    nanos += 6_000_000;
    seal.submitted(1);
    assertThat(intake.delays()).containsExactly(Duration.ZERO);
  }

  /** Many may have waited for room, and each would get a block of its own. */
  @Test
  void givesAllTheTimeToWhatHadToWait() {
    seal.read();
    seal.readComplete();
    nanos += 6_000_000;
    seal.submitted(1);
    assertThat(intake.delays()).containsExactly(QUIET);
  }

  @Test
  void sealsAtOnceIfManyWaitAndNoBlockIsOnItsWay() {
    seal.submitted(127);
    assertThat(intake.seals()).isZero();
    seal.submitted(1);
    assertThat(intake.seals()).isOne();
    seal.submitted(128);
    assertThat(intake.seals()).isOne();
    seal.unanswered(128);
    assertThat(intake.seals()).isEqualTo(2);
  }
}
