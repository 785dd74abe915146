// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static io.holdfast.core.internal.driver.Sentences.when;

import java.util.Optional;
import org.apache.spark.SparkConf;

/** Rules about how much a receiver takes. */
final class IntakeRules {
  private static final String MAX_RATE = "spark.streaming.receiver.maxRate";
  private static final String BACKPRESSURE = "spark.streaming.backpressure.enabled";

  private IntakeRules() {}

  /** Zero or less means unlimited, as does Spark's default. */
  static Optional<String> unbounded(Facts facts) {
    SparkConf conf = facts.conf();
    long maxRate = conf.getLong(MAX_RATE, Long.MAX_VALUE);
    boolean limited = maxRate > 0 && maxRate < Long.MAX_VALUE;
    return when(
        facts.receivers() > 0 && !limited && !conf.getBoolean(BACKPRESSURE, false),
        () ->
            ("Nothing bounds the intake, and after a pause batches can grow until none completes:"
                    + " set %s, or %s to true.")
                .formatted(MAX_RATE, BACKPRESSURE));
  }
}
