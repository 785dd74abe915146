// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateGateTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private final RateGate gate = new RateGate(0);

  @Test
  void withoutALimitNothingWaits() {
    gate.charge(1_000_000);
    assertThat(gate.nanosToWait(Long.MAX_VALUE, 1)).isZero();
    assertThat(gate.demand(5)).isEqualTo(5);
  }

  @Test
  void aBatchMayOvershootAndTheNextOnePaysForIt() {
    assertThat(gate.nanosToWait(100, 0)).isZero();
    gate.charge(50);
    assertThat(gate.nanosToWait(100, 0)).isEqualTo(SECOND / 2);
    assertThat(gate.nanosToWait(100, SECOND / 4)).isEqualTo(SECOND / 4);
    assertThat(gate.nanosToWait(100, SECOND / 2)).isZero();
  }

  @Test
  void nothingIsSavedUpWhileNothingComes() {
    assertThat(gate.nanosToWait(100, 0)).isZero();
    assertThat(gate.nanosToWait(100, 60 * SECOND)).isZero();
    gate.charge(100);
    assertThat(gate.nanosToWait(100, 60 * SECOND)).isEqualTo(SECOND);
  }

  @Test
  void aChangedLimitCountsFromThenOn() {
    assertThat(gate.nanosToWait(10, 0)).isZero();
    gate.charge(100);
    assertThat(gate.nanosToWait(10, SECOND)).isEqualTo(9 * SECOND);
    assertThat(gate.nanosToWait(90, SECOND)).isEqualTo(SECOND);
    assertThat(gate.nanosToWait(Long.MAX_VALUE, SECOND)).isZero();
  }

  @Test
  void overFiveSecondsNoMoreThanTheLimitAndOneBatchIsAccepted() {
    long accepted = 0;
    for (long now = 0; now <= 5 * SECOND; now += SECOND / 1000) {
      if (gate.nanosToWait(1000, now) == 0) {
        int batch = gate.demand(10_000);
        gate.charge(batch);
        accepted += batch;
      }
    }
    assertThat(accepted).isBetween(4_900L, 5_100L);
  }
}
