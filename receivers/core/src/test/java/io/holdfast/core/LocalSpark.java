// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import java.nio.file.Path;
import org.apache.spark.SparkConf;

/** What every test that runs a Spark in its own JVM sets: loopback, no UI, and no wait (H20). */
final class LocalSpark {
  private LocalSpark() {}

  /** A configuration for a local master that leaves its files in a directory. */
  static SparkConf conf(String master, Path directory) {
    return new SparkConf(false)
        .setMaster(master)
        .setAppName("test")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.locality.wait", "0s")
        .set("spark.local.dir", directory.toString());
  }
}
