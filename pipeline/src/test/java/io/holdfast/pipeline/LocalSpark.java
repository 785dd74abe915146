// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A Spark in this JVM, which no other machine sees. */
public final class LocalSpark {
  private LocalSpark() {}

  /** Starts one with two threads; who starts it closes it. */
  public static JavaSparkContext start() {
    return new JavaSparkContext(
        new SparkConf(false)
            .setMaster("local[2]")
            .setAppName("test")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1"));
  }
}
