// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import io.holdfast.core.internal.driver.Preflight;
import io.holdfast.core.internal.driver.ReliableInputDStream;
import org.apache.spark.streaming.api.java.JavaReceiverInputDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** The front door: makes streams of reliable receivers. Used on the driver. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class ReceiverStreams {
  private ReceiverStreams() {}

  /**
   * The stream of what a receiver receives, once the context is started.
   *
   * @throws PreflightException if the job's configuration already shows that it cannot work; what
   *     can only be known later is checked at the start, and {@code start} throws the same
   */
  public static <T> JavaReceiverInputDStream<T> create(
      JavaStreamingContext context, ReliableReceiver<T> receiver) {
    ClassTag<T> type = ClassTag$.MODULE$.apply(Object.class);
    var stream = new ReliableInputDStream<>(context.ssc(), receiver, type);
    Preflight.ofConfiguration(context.ssc()).orThrow();
    return new JavaReceiverInputDStream<>(stream, type);
  }

  /**
   * Checks a job that is complete but not started: the same checks as {@code start} makes, without
   * the errors that Spark logs around a start that failed.
   *
   * @throws PreflightException with a sentence for each thing that has to change
   */
  public static void check(JavaStreamingContext context) {
    Preflight.all(context.ssc()).orThrow();
  }
}
