// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.Durability;
import org.apache.spark.SparkConf;

/** What a job adds to Spark's configuration, wherever the user has not decided otherwise. */
final class JobConfiguration {
  private static final String RECEIVER_LOG = "spark.streaming.receiver.writeAheadLog.enable";

  private static final String START_ANEW = "spark.holdfast.checkpoint.startAnew";

  private JobConfiguration() {}

  /** The configuration of the submission and of the job. */
  static SparkConf of(String name, JobOptions options) {
    return complete(new SparkConf(), name, options);
  }

  static SparkConf complete(SparkConf conf, String name, JobOptions options) {
    conf.setIfMissing("spark.app.name", name);
    if (options.durability().orElse(Durability.WAL) != Durability.WAL) {
      conf.setIfMissing(RECEIVER_LOG, "false");
    } else if (options.checkpoint().isPresent()) {
      conf.setIfMissing(RECEIVER_LOG, "true");
    }
    if (options.isStartAnew()) {
      conf.set(START_ANEW, "true");
    }
    if (conf.get("spark.master", "").startsWith("local")) {
      // A batch that mixes recovered and new blocks waits for a locality that never comes: on a
      // local master nothing makes Spark look again.
      conf.setIfMissing("spark.locality.wait", "0s");
    }
    return conf;
  }
}
