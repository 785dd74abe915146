// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import io.holdfast.core.internal.driver.Preflight;
import io.holdfast.core.internal.driver.ReliableInputDStream;
import org.apache.spark.streaming.api.java.JavaReceiverInputDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The front door: makes streams of reliable receivers, and checks jobs that have some. Used on the
 * driver.
 *
 * <p>What the checks find is an error, which keeps the job from starting, or a warning, which is
 * logged once at the start. Two settings of the job's Spark configuration change that; each may be
 * written with {@code spark.} before it, as a submission needs it:
 *
 * <ul>
 *   <li>{@code holdfast.preflight.strict=true} makes every warning an error.
 *   <li>{@code holdfast.checkpoint.startAnew=true} lets a job that is not recovered start over a
 *       checkpoint directory in which an earlier run left its logs: they and the checkpoints are
 *       renamed aside, to names with a time stamp. What the earlier run acknowledged and had not
 *       processed is then not processed by this job.
 * </ul>
 */
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
    var stream = new ReliableInputDStream<>(context.ssc(), receiver, new ReceiverLaunching(), type);
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

  /**
   * What the checks say about a job that is complete but not started, and what its streams
   * guarantee. Throws nothing for what has to change and changes nothing, so a job can print it and
   * exit. On a cluster it waits for executors, as a start does.
   */
  public static PreflightReport report(JavaStreamingContext context) {
    Preflight preflight = Preflight.all(context.ssc());
    return new PreflightReport(
        preflight.errors(),
        preflight.warnings(),
        preflight.streams().stream()
            .map(
                each ->
                    new PreflightReport.Guarantee(
                        each.stream().name(), each.durability(), each.stream().receiver().replay()))
            .toList());
  }
}
