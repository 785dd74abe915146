// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import org.apache.spark.SparkConf;

/**
 * The settings of our own that a job gives in its Spark configuration. Each may be written with or
 * without {@code spark.} before it: a submission drops every setting that does not begin so, a main
 * may write either.
 */
final class OwnSettings {
  /** Raises every warning of the preflight to an error. */
  static final String STRICT = "holdfast.preflight.strict";

  /** Lets a job start without what an earlier run left in its checkpoint directory. */
  static final String START_ANEW = "holdfast.checkpoint.startAnew";

  private static final String SUBMITTED = "spark.";

  private OwnSettings() {}

  static boolean isOn(SparkConf conf, String key) {
    return conf.getBoolean(SUBMITTED + key, conf.getBoolean(key, false));
  }

  /** How to switch it on in any way that starts a job. */
  static String on(String key) {
    return SUBMITTED + key + "=true";
  }
}
