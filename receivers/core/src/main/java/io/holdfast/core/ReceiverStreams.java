// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import io.holdfast.core.internal.driver.GracefulStop;
import io.holdfast.core.internal.driver.JobStop;
import io.holdfast.core.internal.driver.Preflight;
import io.holdfast.core.internal.driver.ReliableInputDStream;
import io.holdfast.core.internal.driver.StartedJob;
import io.holdfast.core.internal.spark.StreamingInternals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.lang3.SerializationUtils;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaReceiverInputDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.collection.JavaConverters;
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
    return stream(context, receiver, null);
  }

  /**
   * As {@link #create(JavaStreamingContext, ReliableReceiver)}, for a job whose sink keeps what it
   * has processed.
   *
   * @param processed the sink's own, the same for all streams that it counts
   */
  public static <T> JavaReceiverInputDStream<T> create(
      JavaStreamingContext context, ReliableReceiver<T> receiver, ProcessedPositions processed) {
    return stream(context, receiver, Objects.requireNonNull(processed, "processed"));
  }

  private static <T> JavaReceiverInputDStream<T> stream(
      JavaStreamingContext context, ReliableReceiver<T> receiver, ProcessedPositions processed) {
    ClassTag<T> type = ClassTag$.MODULE$.apply(Object.class);
    var stream =
        new ReliableInputDStream<>(
            context.ssc(),
            receiver,
            new ReceiverLaunching(),
            processed,
            receiver.codec().orElse(null),
            type);
    Preflight.ofConfiguration(context.ssc()).orThrow();
    return new JavaReceiverInputDStream<>(stream, type);
  }

  /**
   * The union of the streams of several receivers that are all like this one: members of one
   * consumer group, say, or servers on a range of ports. Each occupies a core of its own and has
   * blocks, sessions and a write-ahead log of its own.
   *
   * @param receivers how many, at least 1
   * @throws PreflightException as {@link #create(JavaStreamingContext, ReliableReceiver)}
   */
  public static <T> JavaDStream<T> create(
      JavaStreamingContext context, ReliableReceiver<T> receiver, int receivers) {
    return union(context, receiver, receivers, null);
  }

  /**
   * As {@link #create(JavaStreamingContext, ReliableReceiver, int)}, for a job whose sink keeps
   * what it has processed.
   *
   * @param processed the sink's own, the same for all streams that it counts
   */
  public static <T> JavaDStream<T> create(
      JavaStreamingContext context,
      ReliableReceiver<T> receiver,
      int receivers,
      ProcessedPositions processed) {
    return union(context, receiver, receivers, Objects.requireNonNull(processed, "processed"));
  }

  /**
   * The job of a context that is starting or has started, for a sink whose streams are not all of
   * reliable receivers.
   */
  public static RunningJob job(StreamingContext context) {
    return new StartedJob(context);
  }

  private static <T> JavaDStream<T> union(
      JavaStreamingContext context,
      ReliableReceiver<T> receiver,
      int receivers,
      ProcessedPositions processed) {
    if (receivers < 1) {
      throw new IllegalArgumentException("%d receivers are less than 1".formatted(receivers));
    }
    List<JavaDStream<T>> streams = new ArrayList<>();
    for (int i = 0; i < receivers; i++) {
      // Spark writes the number of the stream into its receiver, so each needs a copy.
      streams.add(stream(context, SerializationUtils.clone(receiver), processed));
    }
    ClassTag<T> type = ClassTag$.MODULE$.apply(Object.class);
    return JavaDStream.fromDStream(
        context
            .ssc()
            .union(
                JavaConverters.asScalaBuffer(streams.stream().map(JavaDStream::dstream).toList()),
                type),
        type);
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

  /**
   * Stops a job, its Spark context included, such that what its receivers have acknowledged is
   * processed first. They are told to receive nothing more; when the last that they have stored is
   * in a completed batch, the job is stopped. That takes about two batches if the job keeps up.
   *
   * <p>Blocks. May be called by any thread but a listener's of Spark; in a batch's own thread it
   * could only wait in vain for that batch. Called again, or while the JVM exits, it waits for the
   * same stop, and the shortest patience counts. A caller that is interrupted waits no longer, and
   * the stop goes on.
   *
   * <p>Without a checkpoint directory it is Spark's own graceful stop, which has a patience of its
   * own, {@code spark.streaming.gracefulStopTimeout}. Input streams of other libraries are stopped
   * as by Spark's stop that is not graceful.
   *
   * @param patience how long to wait for batches to complete; after it the job is stopped anyway
   * @return how much was stored but not processed: with a write-ahead log it is counted after the
   *     next start
   * @throws IllegalStateException if a listener calls it, or if the stop hangs
   */
  public static StopReport stop(JavaStreamingContext context, Duration patience)
      throws InterruptedException {
    if (patience.isNegative()) {
      throw new IllegalArgumentException("The patience %s is negative".formatted(patience));
    }
    if (StreamingInternals.isListenerThread()) {
      throw new IllegalStateException(
          "A listener, or a thread that one made, cannot stop a job: Spark refuses it");
    }
    Optional<JobStop> stop = ReliableInputDStream.stopOf(context.ssc());
    StopReport report =
        stop.isPresent() ? stop.get().stop(patience) : GracefulStop.stop(context.ssc());
    context.stop(true, false);
    return report;
  }
}
