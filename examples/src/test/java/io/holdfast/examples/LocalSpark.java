// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import java.nio.file.Path;
import org.apache.spark.SparkConf;

/** A Spark in this JVM, for tests that kill the receiver of a job and not its process. */
final class LocalSpark {
  private LocalSpark() {}

  /** A core for the receiver, two for the batches, and the write-ahead log. */
  static SparkConf conf(Path folder) {
    return new SparkConf(false)
        .setMaster("local[3]")
        .setAppName("test")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.locality.wait", "0s")
        .set("spark.local.dir", folder.toString())
        .set("spark.streaming.receiver.writeAheadLog.enable", "true");
  }

  /**
   * Whether a thread of an engine lives. One that a test has held in a store must see that it is
   * released before the folder goes in which a file says so.
   */
  static boolean isAnyEngineAlive() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("holdfast-"));
  }
}
