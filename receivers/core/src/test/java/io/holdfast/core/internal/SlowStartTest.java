// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlowStartTest {
  private final ManualClock clock = new ManualClock();
  private final SlowStart start = new SlowStart(clock);

  @Test
  void itWaitsForTheFirstBlockHoweverLongTheSourceTakesToOpen() {
    clock.advance(Duration.ofMinutes(5));
    assertThat(start.limit(Long.MAX_VALUE)).isEqualTo(1000);
  }

  @Test
  void itDoublesEachSecondUntilItMeetsTheLimitOfSpark() {
    start.stored();
    long[] expected = {1000, 2000, 4000, 8000, 16_000, 20_000, 20_000};
    for (long limit : expected) {
      assertThat(start.limit(20_000)).isEqualTo(limit);
      clock.advance(Duration.ofMillis(999));
      assertThat(start.limit(20_000)).isEqualTo(limit);
      clock.advance(Duration.ofMillis(1));
      start.stored();
    }
  }

  @Test
  void aLowerLimitHoldsFromTheBeginning() {
    assertThat(start.limit(10)).isEqualTo(10);
    start.stored();
    assertThat(start.limit(10)).isEqualTo(10);
  }

  @Test
  void itIsOverWhereThereIsNoLimit() {
    start.stored();
    clock.advance(Duration.ofSeconds(29));
    assertThat(start.limit(Long.MAX_VALUE)).isEqualTo(1000L << 29);
    clock.advance(Duration.ofSeconds(1));
    assertThat(start.limit(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    clock.advance(Duration.ofDays(1));
    assertThat(start.limit(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
  }

  /** What a gate lets in that asks it: the first seconds of a receiver that took over a backlog. */
  @Test
  void aBacklogIsTakenSlowlyAtFirst() {
    RateGate gate = new RateGate(clock.nanoTime());
    start.stored();
    long accepted = 0;
    for (int second = 0; second < 4; second++) {
      for (int milli = 0; milli < 1000; milli++) {
        if (gate.nanosToWait(start.limit(Long.MAX_VALUE), clock.nanoTime()) == 0) {
          int batch = gate.demand(1_000_000);
          gate.charge(batch);
          accepted += batch;
        }
        clock.advance(Duration.ofMillis(1));
      }
      long upToNow = 1000 * ((2L << second) - 1);
      assertThat(accepted).isBetween(upToNow * 9 / 10, upToNow * 11 / 10 + 800);
    }
  }
}
