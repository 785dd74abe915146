// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.pipeline.totals.JdbcTotals;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/** Where a job's lines come from: all that one word count has and the others have not. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
interface JobSource {
  /** Whether receivers read it: what they have received is then to be kept until it is counted. */
  default boolean hasReceivers() {
    return true;
  }

  /** The arguments that name the source, as a person would write them. */
  String arguments();

  /**
   * Checks what a person can have got wrong before anything is started, in seconds.
   *
   * @throws BadConfigurationException if something has to change
   */
  void check() throws BadConfigurationException;

  /**
   * What a start costs that does not go on from the checkpoint, in words that end a sentence.
   *
   * @param totals whether totals in a database are kept
   */
  default String costOfStartingAnew(boolean totals) {
    return "what was received and is not counted yet is then lost";
  }

  /** The name that totals in a database are kept under. */
  String totalsName();

  /** The stream of lines, in a context that was made for it. Not called after a recovery. */
  JavaDStream<String> lines(JavaStreamingContext context);

  /** As {@link #lines(JavaStreamingContext)}, whose words the sink counts: at least once here. */
  default JavaDStream<String> lines(JavaStreamingContext context, JdbcTotals totals) {
    JavaDStream<String> lines = lines(context);
    totals.countAtLeastOnce(lines);
    return lines;
  }
}
