// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.managers;

import io.holdfast.parts.HadoopCluster;
import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.SparkCluster;
import java.nio.file.Path;

/** All that jobs are submitted to, and a broker, for a class of tests to share. */
final class Clusters implements AutoCloseable {
  private static final int WORKERS = 2;

  /** Two for an executor, and one for a driver. */
  private static final int CORES_OF_A_WORKER = 3;

  private KafkaBroker broker;
  private HadoopCluster hadoop;
  private SparkCluster spark;

  private Clusters() {}

  /** Starts all of it, with what it writes below {@code folder}. */
  static Clusters start(Path folder) throws InterruptedException {
    Clusters clusters = new Clusters();
    boolean started = false;
    try {
      clusters.broker = KafkaBroker.start(folder.resolve("kafka"));
      clusters.hadoop = HadoopCluster.startWithYarn(folder.resolve("hadoop"));
      clusters.spark = SparkCluster.start(folder.resolve("spark"), WORKERS, CORES_OF_A_WORKER);
      started = true;
      return clusters;
    } finally {
      if (!started) {
        clusters.close();
      }
    }
  }

  KafkaBroker broker() {
    return broker;
  }

  HadoopCluster hadoop() {
    return hadoop;
  }

  SparkCluster spark() {
    return spark;
  }

  @Override
  public void close() {
    if (spark != null) {
      spark.close();
    }
    if (hadoop != null) {
      hadoop.close();
    }
    if (broker != null) {
      broker.close();
    }
  }
}
