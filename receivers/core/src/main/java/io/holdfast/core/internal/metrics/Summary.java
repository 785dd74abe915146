// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.metrics;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What a receiver has done, in one line a minute for its executor's log. Used by one thread. */
public final class Summary {
  private static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final ReceiverMetrics metrics;
  private final LongSupplier nanoTime;
  private long fromNanos;
  private Figures from;

  /** The first line is due in a minute. */
  public Summary(ReceiverMetrics metrics, LongSupplier nanoTime) {
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    fromNanos = nanoTime.getAsLong();
    from = metrics.figures();
  }

  /** The line, if a minute has passed since the last one; to be asked now and then. */
  public Optional<String> due() {
    long now = nanoTime.getAsLong();
    if (now - fromNanos < PERIOD_NANOS) {
      return Optional.empty();
    }
    Figures figures = metrics.figures();
    String line = line(figures, TimeUnit.NANOSECONDS.toSeconds(now - fromNanos));
    fromNanos = now;
    from = figures;
    return Optional.of(line);
  }

  private String line(Figures now, long seconds) {
    return ("session %d, last %d s: %d records received, %d stored, %d committed, %d ambiguous,"
            + " %d to be replayed, %d poison; %d records of %d bytes in flight, the oldest for"
            + " %d ms; rate limit %s, waited for it %d ms; durability %s")
        .formatted(
            now.get(Figure.SESSION),
            seconds,
            now.since(from, Figure.RECEIVED),
            now.since(from, Figure.STORED),
            now.since(from, Figure.COMMITTED),
            now.since(from, Figure.AMBIGUOUS),
            now.since(from, Figure.REPLAYED),
            now.since(from, Figure.POISON),
            now.get(Figure.IN_FLIGHT_RECORDS),
            now.get(Figure.IN_FLIGHT_BYTES),
            metrics.oldestUnacknowledgedMillis(),
            now.get(Figure.RATE_LIMIT) == 0 ? "none" : now.get(Figure.RATE_LIMIT) + "/s",
            now.since(from, Figure.RATE_WAITED_MILLIS),
            metrics.durability());
  }
}
