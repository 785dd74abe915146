// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import com.codahale.metrics.MetricRegistry;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.MetricsSystem;
import org.apache.spark.metrics.source.Source;
import scala.collection.JavaConverters;

/**
 * As much of an executor as a receiver looks at: a configuration and a metrics system. There is one
 * for a JVM, so the laws of one JVM run one after the other.
 */
final class SparkEnvironment implements AutoCloseable {
  private final SparkEnv before;

  private SparkEnvironment(SparkEnv before) {
    this.before = before;
  }

  /** Takes the place of what is there until it is closed. */
  static SparkEnvironment enter() {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.app.id", "testkit")
            .set("spark.executor.id", "testkit")
            .set("spark.master", "local[2]");
    MetricsSystem metrics = MetricsSystem.createMetricsSystem("executor", conf);
    SparkEnvironment environment = new SparkEnvironment(SparkEnv.get());
    SparkEnv.set(
        new SparkEnv(
            "testkit", null, null, null, null, null, null, null, null, null, metrics, null, null,
            conf));
    return environment;
  }

  /** What the receivers that run publish. */
  static List<MetricRegistry> published() {
    return JavaConverters.seqAsJavaList(
            SparkEnv.get().metricsSystem().getSourcesByName("holdfast.receiver-0"))
        .stream()
        .map(Source::metricRegistry)
        .toList();
  }

  @Override
  public void close() {
    SparkEnv.set(before);
  }
}
