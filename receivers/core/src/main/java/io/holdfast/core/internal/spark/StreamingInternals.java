// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.JobExecutionStatus;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.scheduler.LiveListenerBus;
import org.apache.spark.status.api.v1.JobData;
import org.apache.spark.streaming.CheckpointReader;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.dstream.DStream;
import org.apache.spark.streaming.scheduler.StreamInputInfo;
import org.apache.spark.streaming.util.WriteAheadLogUtils;
import org.apache.spark.util.SerializableConfiguration;
import scala.collection.JavaConverters;
import scala.collection.immutable.Map;
import scala.reflect.ClassTag$;

/** What a streaming context knows and Spark's API does not tell. On the driver only. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class StreamingInternals {
  /** The timer, and the thread that it wakes for each batch. */
  private static final Set<String> GENERATORS =
      Set.of("RecurringTimer - JobGenerator", "JobGenerator");

  /** How Spark describes the job that is one launch of a receiver. */
  private static final String RECEIVER_JOB = "Streaming job running receiver ";

  private static final long CANCEL_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private StreamingInternals() {}

  /** How many receivers the job has, those of other libraries included. */
  public static int receivers(StreamingContext context) {
    return context.graph().getReceiverInputStreams().length;
  }

  /** How many tasks the executors that are registered now can run at once. */
  public static int registeredSlots(SparkContext context) {
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  /** Whether Spark could recover a job from some checkpoint file of that directory. */
  public static boolean hasReadableCheckpoint(
      String directory, SparkConf conf, Configuration hadoop) {
    try {
      return CheckpointReader.read(directory, conf, hadoop, true).isDefined();
    } catch (LinkageError e) {
      return false; // Spark skips what it cannot read, but not what no longer links
    }
  }

  /** The job's Hadoop configuration for its tasks: fetched once by each executor that needs it. */
  public static Broadcast<SerializableConfiguration> broadcastHadoop(SparkContext context) {
    return context.broadcast(
        new SerializableConfiguration(context.hadoopConfiguration()),
        ClassTag$.MODULE$.apply(SerializableConfiguration.class));
  }

  /** The checkpoint directory as set so far, or null. */
  public static String checkpointDirectory(StreamingContext context) {
    return context.checkpointDir();
  }

  /** Whether blocks are kept in a write-ahead log. */
  public static boolean hasReceiverLog(SparkConf conf) {
    return WriteAheadLogUtils.enableReceiverLog(conf);
  }

  /** Whether the context came from a checkpoint. */
  public static boolean isRecovered(StreamingContext context) {
    return context.isCheckpointPresent();
  }

  /** The interval of the batches. */
  public static Duration batchDuration(StreamingContext context) {
    return context.graph().batchDuration();
  }

  /**
   * Whether every batch has a job: some output operation runs in each batch, and depends on a
   * stream of this class, which never has no RDD.
   */
  public static boolean everyBatchHasAJob(StreamingContext context, Class<?> type) {
    return Arrays.stream(context.graph().getOutputStreams())
        .anyMatch(
            output ->
                output.slideDuration().equals(batchDuration(context)) && dependsOn(output, type));
  }

  private static boolean dependsOn(DStream<?> stream, Class<?> type) {
    return type.isInstance(stream)
        || JavaConverters.seqAsJavaList(stream.dependencies()).stream()
            .anyMatch(parent -> dependsOn(parent, type));
  }

  /** Tells Spark's UI and its rate estimator what a batch of a stream holds. */
  public static void reportInput(
      StreamingContext context, Time batch, int streamId, long records, String description) {
    StreamInputInfo input =
        new StreamInputInfo(
            streamId,
            records,
            new Map.Map1<>(StreamInputInfo.METADATA_KEY_DESCRIPTION(), description));
    context.scheduler().inputInfoTracker().reportInfo(batch, input);
  }

  /** The job's receiver streams that are of this class, in order. */
  public static <S> List<S> streams(StreamingContext context, Class<S> type) {
    return Arrays.stream(context.graph().getReceiverInputStreams())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  /**
   * Whether the caller is a listener of Spark's, or a thread that one made: Spark refuses to be
   * stopped by those.
   */
  public static boolean isListenerThread() {
    return Boolean.TRUE.equals(LiveListenerBus.withinListenerThread().value());
  }

  /** Whether the threads live that make the batches of an active context; this JVM has only one. */
  public static boolean isGenerating() {
    return Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(GENERATORS::contains)
            .distinct()
            .count()
        == GENERATORS.size();
  }

  /**
   * Cancels the tasks of all receivers; Spark launches them again at once. Blocks until their
   * executors were told, a few seconds at most.
   */
  public static void cancelReceivers(StreamingContext context) {
    SparkContext spark = context.sparkContext();
    List<Integer> jobs = receiverJobs(spark);
    jobs.forEach(job -> spark.cancelJob(job, "the job is stopped"));
    long since = System.nanoTime();
    while (System.nanoTime() - since < CANCEL_NANOS && isAnyActive(spark, jobs)) {
      LockSupport.parkNanos(GLANCE_NANOS);
    }
  }

  private static List<Integer> receiverJobs(SparkContext spark) {
    return JavaConverters.seqAsJavaList(spark.statusStore().jobsList(null)).stream()
        .filter(job -> job.status() == JobExecutionStatus.RUNNING)
        .filter(job -> job.description().exists(it -> it.startsWith(RECEIVER_JOB)))
        .map(JobData::jobId)
        .toList();
  }

  /** Spark says that a job has ended once it has told the executors. */
  private static boolean isAnyActive(SparkContext spark, List<Integer> jobs) {
    return Arrays.stream(spark.statusTracker().getActiveJobIds()).anyMatch(jobs::contains);
  }

  /** Makes {@code awaitTermination} throw. */
  public static void fail(StreamingContext context, Throwable cause) {
    context.waiter().notifyError(cause);
  }
}
