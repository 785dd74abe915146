// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.pipeline.totals.JdbcTotals;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * Lines from a receiver of which nothing can be checked beforehand: a server that is not there yet
 * is tried again, and whether a port is free only the machine of the receiver knows.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
final class ReceivedLines implements JobSource {
  private final String arguments;
  private final String totalsName;
  private final Function<JavaStreamingContext, JavaDStream<String>> stream;

  /** Null if the lines have no positions. */
  private BiFunction<JavaStreamingContext, JdbcTotals, JavaDStream<String>> counted;

  ReceivedLines(
      String arguments,
      String totalsName,
      Function<JavaStreamingContext, JavaDStream<String>> stream) {
    this.arguments = arguments;
    this.totalsName = totalsName;
    this.stream = stream;
  }

  /** Lets totals be exact, with a stream that is counted by its positions and then made lines. */
  ReceivedLines counted(BiFunction<JavaStreamingContext, JdbcTotals, JavaDStream<String>> counted) {
    this.counted = counted;
    return this;
  }

  @Override
  public String arguments() {
    return arguments;
  }

  @Override
  public String totalsName() {
    return totalsName;
  }

  @Override
  public void check() {}

  @Override
  public JavaDStream<String> lines(JavaStreamingContext context) {
    return stream.apply(context);
  }

  @Override
  public JavaDStream<String> lines(JavaStreamingContext context, JdbcTotals totals) {
    return counted == null
        ? JobSource.super.lines(context, totals)
        : counted.apply(context, totals);
  }
}
