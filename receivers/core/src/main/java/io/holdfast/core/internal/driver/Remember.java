// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Duration;

/**
 * How long a stream remembers its batches at the least. Spark forgets a batch as soon as a later
 * one is complete, also one that has failed, and then deletes its blocks from memory and from the
 * log; so a failed batch must be remembered until the job is stopped, to be there after a recovery.
 */
final class Remember {
  /** For jobs whose memory cannot hold as much: a time such as {@code 10s}. */
  static final String KEY = "spark.holdfast.rememberAtLeast";

  private static final String DEFAULT = "30s";
  private static final int BATCHES = 4;

  private Remember() {}

  /** Four batches or the configured time, whichever is longer. */
  static Duration atLeast(Duration batch, SparkConf conf) {
    return new Duration(Math.max(BATCHES * batch.milliseconds(), conf.getTimeAsMs(KEY, DEFAULT)));
  }
}
