// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Durability;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private final AtomicLong now = new AtomicLong(TimeUnit.HOURS.toNanos(-1)); // may be negative
  private final AtomicLong limit = new AtomicLong(Long.MAX_VALUE);
  private final ReceiverMetrics metrics =
      new ReceiverMetrics(now::get, limit::get, Durability.REPLICATED);
  private final Summary summary = new Summary(metrics, now::get);

  private void advanceSeconds(long seconds) {
    now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void aLineIsDueAfterAMinuteAndHoldsWhatCameSinceTheLastOne() {
    metrics.sessionBegins(1);
    metrics.received(30);
    advanceSeconds(59);
    assertThat(summary.due()).isEmpty();
    advanceSeconds(1);
    assertThat(summary.due())
        .contains(
            "session 1, last 60 s: 30 records received, 0 stored, 0 committed, 0 ambiguous,"
                + " 0 to be replayed, 0 poison; 0 records of 0 bytes in flight, the oldest for 0 ms;"
                + " rate limit none, waited for it 0 ms; durability REPLICATED");
    assertThat(summary.due()).isEmpty();

    metrics.received(5);
    metrics.stored(20, now.get());
    metrics.acknowledged(10, now.get());
    metrics.ambiguous(7);
    metrics.givenUp(8);
    metrics.poison();
    metrics.waitedForRate(TimeUnit.MILLISECONDS.toNanos(250));
    limit.set(1000);
    metrics.sessionEnded(SessionEnd.STORE_FAILURE);
    metrics.sessionBegins(2);
    metrics.follow(2, waiting(now.get()));
    advanceSeconds(90);
    assertThat(summary.due())
        .contains(
            "session 2, last 90 s: 5 records received, 20 stored, 10 committed, 7 ambiguous,"
                + " 8 to be replayed, 1 poison; 3 records of 99 bytes in flight, the oldest for"
                + " 90000 ms; rate limit 1000/s, waited for it 250 ms; durability REPLICATED");
  }

  @Test
  void whatASessionHoldsThatWasGivenUpIsNotInFlight() {
    metrics.sessionBegins(1);
    metrics.sessionBegins(2);
    metrics.follow(1, waiting(now.get()));
    assertThat(metrics.figures().get(Figure.IN_FLIGHT_RECORDS)).isZero();
  }

  private static InFlight waiting(long since) {
    return new InFlight() {
      @Override
      public long inFlightRecords() {
        return 3;
      }

      @Override
      public long inFlightBytes() {
        return 99;
      }

      @Override
      public int inFlightBlocks() {
        return 1;
      }

      @Override
      public OptionalLong oldestNanos() {
        return OptionalLong.of(since);
      }
    };
  }
}
