// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import com.codahale.metrics.MetricRegistry;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.MetricsSystem;
import org.apache.spark.metrics.source.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.JavaConverters;

/** Shows metrics in Spark's own metrics system, and so in whatever sinks the job has set. */
public final class SparkMetrics {
  private static final Logger log = LoggerFactory.getLogger(SparkMetrics.class);

  private SparkMetrics() {}

  /**
   * Shows metrics in this process, in the place of others of the same name. Thread-safe; never
   * throws: what cannot be shown is no reason not to receive.
   *
   * @return takes them out again, if they are still there; any thread, any number of times
   */
  public static Runnable publish(String name, MetricRegistry metrics) {
    try {
      MetricsSystem system = SparkEnv.get().metricsSystem();
      Published source = new Published(name, metrics);
      register(system, source);
      return () -> remove(system, source);
    } catch (RuntimeException | LinkageError e) {
      log.warn("The metrics of {} are not shown by Spark", name, e);
      return () -> {};
    }
  }

  /** One at a time, since two receivers of a stream may overlap in an executor for a moment. */
  private static synchronized void register(MetricsSystem system, Published source) {
    for (Source earlier : JavaConverters.seqAsJavaList(system.getSourcesByName(source.name))) {
      if (earlier instanceof Published published) {
        remove(system, published);
      }
    }
    system.registerSource(source);
  }

  private static synchronized void remove(MetricsSystem system, Published source) {
    if (!source.leaving) {
      source.leaving = true;
      try {
        system.removeSource(source);
      } catch (RuntimeException | LinkageError e) {
        log.warn("The metrics of {} stay in Spark", source.name, e);
      }
    }
  }

  private static final class Published implements Source {
    private final String name;
    private final MetricRegistry metrics;
    private volatile boolean leaving;

    Published(String name, MetricRegistry metrics) {
      this.name = name;
      this.metrics = metrics;
    }

    /**
     * Spark removes all metrics whose name begins with this one, so that without the dot those of
     * stream 10 would go with stream 1.
     */
    @Override
    public String sourceName() {
      return leaving ? name + "." : name;
    }

    @Override
    public MetricRegistry metricRegistry() {
      return metrics;
    }
  }
}
