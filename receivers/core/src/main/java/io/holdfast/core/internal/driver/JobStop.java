// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.StopReport;
import io.holdfast.core.internal.BlockMetadata;
import io.holdfast.core.internal.Clock;
import io.holdfast.core.internal.JobFiles;
import io.holdfast.core.internal.spark.StreamingInternals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted;
import scala.collection.JavaConverters;

/**
 * All that stops one running job in order: a call, an order from outside, the exit of the JVM. One
 * for each life of a driver, from before its receivers are launched.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class JobStop implements StreamingListener {
  private static final int PATIENCE_BATCHES = 10;
  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(30);

  private final QuiescedStreams streams;
  private final QuiesceThenStop stop;

  private JobStop(QuiescedStreams streams, QuiesceThenStop stop) {
    this.streams = streams;
    this.stop = stop;
  }

  /**
   * To be called once, before the receivers of the context are launched.
   *
   * @param ids the streams whose receivers can quiesce
   * @throws UncheckedIOException if the checkpoint directory does not work
   */
  static JobStop start(StreamingContext context, String checkpointDirectory, Set<Integer> ids) {
    long batchMillis = StreamingInternals.batchDuration(context).milliseconds();
    QuiescedStreams streams = new QuiescedStreams(ids, batchMillis, System::currentTimeMillis);
    JobFiles files =
        new JobFiles(checkpointDirectory, context.sparkContext().hadoopConfiguration());
    StreamingJob job = new StreamingJob(context, files, streams);
    try {
      job.forgetQuiesce();
    } catch (IOException e) {
      throw new UncheckedIOException("The checkpoint directory cannot be written to", e);
    }
    Duration patience = patience(context.conf(), batchMillis);
    QuiesceThenStop stop = new QuiesceThenStop(job, streams, Clock.SYSTEM);
    StopHook hook = new StopHook(stop::stop, patience);
    JobStop jobStop = new JobStop(streams, stop);
    context.addStreamingListener(jobStop);
    stop.start(hook::unregister);
    new OrderWatch(job, stop, patience).start();
    hook.register(context.conf());
    return jobStop;
  }

  /**
   * As long as Spark's own graceful stop, if that is set; its default is short for short batches.
   */
  private static Duration patience(SparkConf conf, long batchMillis) {
    Duration batches = Duration.ofMillis(PATIENCE_BATCHES * batchMillis);
    Duration unset = batches.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : batches;
    return Duration.ofMillis(
        conf.getTimeAsMs("spark.streaming.gracefulStopTimeout", unset.toMillis() + "ms"));
  }

  /**
   * For a job without a checkpoint directory, which keeps no log: Spark's own graceful stop serves,
   * and is only called in time when the JVM exits.
   *
   * @return to be run when the job has ended
   */
  static Runnable withoutLog(StreamingContext context) {
    long batchMillis = StreamingInternals.batchDuration(context).milliseconds();
    StopHook hook =
        new StopHook(
            patience -> GracefulStop.ifActive(context), patience(context.conf(), batchMillis));
    hook.register(context.conf());
    return hook::unregister;
  }

  /**
   * A batch of a stream is being made and holds this block, which is not one that a recovered
   * driver found in its log.
   */
  void seen(int stream, Time batch, BlockMetadata metadata) {
    streams.seen(stream, batch, metadata);
  }

  /** Called by Spark. */
  @Override
  public void onBatchCompleted(StreamingListenerBatchCompleted event) {
    boolean failed =
        JavaConverters.mapAsJavaMap(event.batchInfo().outputOperationInfos()).values().stream()
            .anyMatch(operation -> operation.failureReason().isDefined());
    if (!failed) {
      streams.completed(event.batchInfo().batchTime());
    }
  }

  /**
   * Stops the streaming and leaves the Spark context running. Blocks until that is done: soon after
   * the patience at the latest.
   */
  public StopReport stop(Duration patience) throws InterruptedException {
    return stop.stop(patience);
  }
}
