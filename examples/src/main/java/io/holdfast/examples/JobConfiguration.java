// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.AuthenticationSecret;
import io.holdfast.core.Durability;
import org.apache.spark.SparkConf;

/** What a job adds to Spark's configuration, wherever the user has not decided otherwise. */
final class JobConfiguration {
  private static final String RECEIVER_LOG = "spark.streaming.receiver.writeAheadLog.enable";

  private static final String DRIVER_LOG_BATCHING =
      "spark.streaming.driver.writeAheadLog.allowBatching";

  private static final String START_ANEW = "spark.holdfast.checkpoint.startAnew";

  private JobConfiguration() {}

  /** The configuration of the submission and of the job. */
  static SparkConf of(String name, JobOptions options, boolean receivers) {
    return complete(AuthenticationSecret.mask(new SparkConf()), name, options, receivers);
  }

  static SparkConf complete(SparkConf conf, String name, JobOptions options, boolean receivers) {
    conf.setIfMissing("spark.app.name", name);
    if (!receivers || options.durability().orElse(Durability.WAL) != Durability.WAL) {
      conf.setIfMissing(RECEIVER_LOG, "false");
    } else if (options.checkpoint().isPresent()) {
      conf.setIfMissing(RECEIVER_LOG, "true");
    }
    if (!receivers) {
      // A graceful stop closes the driver's log, of which such a job has no need, before the last
      // batches are done, and with batching Spark logs a stack trace for each of them.
      conf.setIfMissing(DRIVER_LOG_BATCHING, "false");
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
