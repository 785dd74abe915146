// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.holdfast.core.SourceMetrics;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The figures of one session's source. Closed, it lets go of the source that its gauges ask, and
 * takes no new ones, whatever a source that was given up still does.
 */
public final class SessionSourceMetrics implements SourceMetrics {
  private static final Logger log = LoggerFactory.getLogger(SessionSourceMetrics.class);
  private static final String PREFIX = "source.";

  private final MetricRegistry registry;
  private final Set<String> gauges = new HashSet<>();
  private boolean closed;

  /** Figures beside those of the receiver. */
  public SessionSourceMetrics(ReceiverMetrics receiver) {
    registry = receiver.registry();
  }

  @Override
  public synchronized Counter counter(String name) {
    // A source that was given up counts on, but appears no more.
    var counter = closed ? new com.codahale.metrics.Counter() : registry.counter(metric(name));
    return counter::inc;
  }

  @Override
  public synchronized void gauge(String name, LongSupplier value) {
    String metric = metric(name);
    if (closed) {
      return;
    }
    if (gauges.remove(metric)) {
      registry.remove(metric);
    }
    registry.register(metric, new Guarded(metric, value));
    gauges.add(metric);
  }

  /** Drops the gauges. Any thread, any number of times. */
  public synchronized void close() {
    closed = true;
    gauges.forEach(registry::remove);
    gauges.clear();
  }

  private static String metric(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a metric without a name");
    }
    return PREFIX + name;
  }

  /** An exception would cost the report of all of Spark's metrics. */
  private static final class Guarded implements Gauge<Long> {
    private final String metric;
    private final LongSupplier value;
    private volatile boolean warned;

    Guarded(String metric, LongSupplier value) {
      this.metric = metric;
      this.value = value;
    }

    @Override
    public Long getValue() {
      try {
        return value.getAsLong();
      } catch (RuntimeException e) {
        if (!warned) {
          warned = true;
          log.warn("The metric {} threw; it is shown as 0", metric, e);
        }
        return 0L;
      }
    }
  }
}
