// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.holdfast.core.internal.BlockMetadata;
import io.holdfast.core.internal.metrics.DurabilityRank;
import io.holdfast.core.internal.metrics.Figure;
import io.holdfast.core.internal.metrics.Figures;
import io.holdfast.core.internal.spark.SparkMetrics;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The figures of a stream's receivers on the driver, as {@code holdfast.stream-<id>}, where Spark's
 * Prometheus endpoint shows them. Thread-safe.
 *
 * <p>They come with the metadata of the blocks, some 40 bytes each: that way exists, is ordered,
 * costs no message of its own, and its load is bounded by that of the blocks. Spark's heartbeats
 * would carry an accumulator of the receiver's task as well, but only one that was smuggled past
 * both serializers, and what goes wrong in a heartbeat costs the executor.
 *
 * <p>The price: all is as of the moment when the newest block was stored, that block included in
 * what is stored. While nothing is received the figures stand still, commits of the last block are
 * not seen, and what is shown as in flight may have landed long ago; {@code figuresAgeMillis} says
 * how old it is. The age of the oldest record in flight is therefore shown on the executor only.
 *
 * <p>Totals are added over all receivers whose blocks this life of the driver has seen, relaunched
 * ones included; of a receiver that an earlier life launched they hold what it did then, too. The
 * other figures are those of the receiver that made the newest block.
 */
public final class DriverMetrics {
  /** How many receivers are told apart; of an older one a late block would count again. */
  private static final int MAX_INSTANCES = 64;

  private final LongSupplier nanoTime;
  private final MetricRegistry registry = new MetricRegistry();
  private final Map<Figure, Counter> totals = new EnumMap<>(Figure.class);
  private final LinkedHashMap<Long, Seen> receivers = new LinkedHashMap<>();
  private Figures newest = Figures.ZERO;
  private long seenNanos;

  DriverMetrics(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    seenNanos = nanoTime.getAsLong();
    for (Figure figure : Figure.values()) {
      if (figure.isTotal()) {
        totals.put(figure, registry.counter(figure.metric()));
      } else {
        gauge(figure.metric(), () -> newest().get(figure));
      }
    }
    gauge("durability", this::durability);
    gauge("figuresAgeMillis", this::ageMillis);
  }

  /** Metrics of a stream of the running context. */
  public static DriverMetrics start() {
    return new DriverMetrics(System::nanoTime);
  }

  /**
   * Shows the metrics, in the place of those of an earlier stream of that number.
   *
   * @return takes them out again
   */
  public Runnable publish(int streamId) {
    return SparkMetrics.publish("holdfast.stream-" + streamId, registry);
  }

  private void gauge(String name, Gauge<Object> gauge) {
    registry.register(name, gauge);
  }

  MetricRegistry registry() {
    return registry;
  }

  /** Takes a block's figures into account; blocks may come again, and out of order. */
  public synchronized void seen(BlockMetadata block) {
    Figures figures = block.figures().orElse(null);
    if (figures == null) {
      return; // of a receiver that keeps none
    }
    Seen before = receivers.remove(block.instance());
    boolean newer = before == null || before.sequence < block.sequence();
    receivers.put(block.instance(), newer ? new Seen(block.sequence(), figures) : before);
    if (receivers.size() > MAX_INSTANCES) {
      receivers.remove(receivers.keySet().iterator().next());
    }
    if (newer) {
      Figures counted = before == null ? Figures.ZERO : before.figures;
      totals.forEach((figure, total) -> total.inc(figures.since(counted, figure)));
      newest = figures;
      seenNanos = nanoTime.getAsLong();
    }
  }

  private synchronized Figures newest() {
    return newest;
  }

  private synchronized String durability() {
    return newest == Figures.ZERO
        ? "unknown"
        : DurabilityRank.name(newest.get(Figure.DURABILITY_RANK));
  }

  private synchronized long ageMillis() {
    return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - seenNanos);
  }

  /** The newest block of a receiver that was seen. */
  private static final class Seen {
    private final long sequence;
    private final Figures figures;

    Seen(long sequence, Figures figures) {
      this.sequence = sequence;
      this.figures = figures;
    }
  }
}
