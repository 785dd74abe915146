// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import io.holdfast.core.Durability;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What one receiver counts and measures from Spark's start to its stop, over all its sessions.
 * Thread-safe; each update is a few additions, made once a batch or once a block.
 *
 * <p>At any quiet moment {@code received = committed + replayed + withdrawn + in flight}, in
 * records.
 */
public final class ReceiverMetrics {
  private final LongSupplier nanoTime;
  private final LongSupplier rateLimit;
  private final Durability durability;
  private final MetricRegistry registry = new MetricRegistry();
  private final Map<Figure, Counter> totals = new EnumMap<>(Figure.class);
  private final Timer storeLatency;
  private final Timer ackLatency;

  private long session;
  private InFlight inFlight = InFlight.NONE;

  /**
   * Metrics of a receiver that has not begun.
   *
   * @param nanoTime the engine's clock
   * @param rateLimit the live limit in records per second, {@link Long#MAX_VALUE} for none; asked
   *     by whoever reads the metrics
   */
  public ReceiverMetrics(LongSupplier nanoTime, LongSupplier rateLimit, Durability durability) {
    this.nanoTime = nanoTime;
    this.rateLimit = rateLimit;
    this.durability = durability;
    for (Figure figure : Figure.values()) {
      if (figure.isTotal()) {
        totals.put(figure, registry.counter(figure.metric()));
      } else {
        gauge(figure.metric(), () -> level(figure));
      }
    }
    gauge("inFlightBlocks", () -> inFlight().inFlightBlocks());
    gauge("oldestUnacknowledgedMillis", this::oldestUnacknowledgedMillis);
    gauge("durability", durability::name);
    storeLatency = registry.timer("storeLatency");
    ackLatency = registry.timer("ackLatency");
  }

  private void gauge(String name, Gauge<Object> gauge) {
    registry.register(name, gauge);
  }

  /** All metrics, for Spark's metrics system; sources add theirs under {@code source.}. */
  public MetricRegistry registry() {
    return registry;
  }

  /** A session begins, from 1, and has nothing in flight yet. */
  public synchronized void sessionBegins(long number) {
    session = number;
    inFlight = InFlight.NONE;
  }

  /** From now on that is in flight, unless it belongs to a session that was given up. */
  public synchronized void follow(long number, InFlight ofSession) {
    if (number == session) {
      inFlight = ofSession;
    }
  }

  /** The session has ended; nothing is in flight until the next one begins. */
  public synchronized void sessionEnded(SessionEnd why) {
    inFlight = InFlight.NONE;
    count(why.figure(), 1);
  }

  /** A batch was handed over. */
  public void received(long records) {
    count(Figure.RECEIVED, records);
  }

  /** A batch was taken back. */
  public void withdrawn(long records) {
    count(Figure.WITHDRAWN, records);
  }

  /** A block is durable; to be told before anybody can acknowledge it. */
  public void stored(long records, long sinceNanos) {
    count(Figure.STORED, records);
    storeLatency.update(nanoTime.getAsLong() - sinceNanos, TimeUnit.NANOSECONDS);
  }

  /** A block was not stored, or nobody knows. */
  public void ambiguous(long records) {
    count(Figure.AMBIGUOUS, records);
  }

  /** Batches were acknowledged together, the oldest of which was handed over then. */
  public void acknowledged(long records, long sinceNanos) {
    count(Figure.COMMITTED, records);
    ackLatency.update(nanoTime.getAsLong() - sinceNanos, TimeUnit.NANOSECONDS);
  }

  /** Batches will not be acknowledged any more. */
  public void givenUp(long records) {
    count(Figure.REPLAYED, records);
  }

  /** A record could not be decoded. */
  public void poison() {
    count(Figure.POISON, 1);
  }

  /** Something that there was room for waited for the rate limit. */
  public void waitedForRate(long nanos) {
    count(Figure.RATE_WAITED_MILLIS, TimeUnit.NANOSECONDS.toMillis(nanos));
  }

  private void count(Figure total, long by) {
    totals.get(total).inc(by);
  }

  /** All figures now; later stages of a record's way are read first, so that none seems ahead. */
  public Figures figures() {
    long committed = total(Figure.COMMITTED);
    long stored = total(Figure.STORED);
    return Figures.of(
        figure ->
            switch (figure) {
              case COMMITTED -> committed;
              case STORED -> stored;
              default -> figure.isTotal() ? total(figure) : level(figure);
            });
  }

  private long total(Figure figure) {
    return totals.get(figure).getCount();
  }

  private long level(Figure figure) {
    return switch (figure) {
      case IN_FLIGHT_RECORDS -> inFlight().inFlightRecords();
      case IN_FLIGHT_BYTES -> inFlight().inFlightBytes();
      case RATE_LIMIT -> limitOrZero();
      case SESSION -> session();
      case DURABILITY_RANK -> DurabilityRank.of(durability);
      default -> throw new IllegalArgumentException(figure.metric());
    };
  }

  private long limitOrZero() {
    long limit = rateLimit.getAsLong();
    return limit == Long.MAX_VALUE ? 0 : limit;
  }

  /** How long the oldest batch in flight has been so, in milliseconds; 0 without one. */
  public long oldestUnacknowledgedMillis() {
    var oldest = inFlight().oldestNanos();
    return oldest.isEmpty()
        ? 0
        : TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - oldest.getAsLong());
  }

  /** What a stored block survives. */
  public Durability durability() {
    return durability;
  }

  private synchronized long session() {
    return session;
  }

  /** Not held while it is asked, which takes a lock of the engine. */
  private synchronized InFlight inFlight() {
    return inFlight;
  }
}
