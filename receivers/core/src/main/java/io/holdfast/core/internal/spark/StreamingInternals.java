// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.streaming.CheckpointReader;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.dstream.ReceiverInputDStream;

/** What a streaming context knows and Spark's API does not tell. On the driver only. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class StreamingInternals {
  private StreamingInternals() {}

  /** How many receivers the job has, those of other libraries included. */
  public static int receivers(StreamingContext context) {
    return context.graph().getReceiverInputStreams().length;
  }

  /** The streams of those receivers, in the order in which Spark asks them for their receivers. */
  public static List<ReceiverInputDStream<?>> receiverStreams(StreamingContext context) {
    return List.of(context.graph().getReceiverInputStreams());
  }

  /** Whether the context came out of a checkpoint. */
  public static boolean isRecovered(StreamingContext context) {
    return context.isCheckpointPresent();
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

  /** The checkpoint directory as set so far, or null. */
  public static String checkpointDirectory(StreamingContext context) {
    return context.checkpointDir();
  }

  /** Makes {@code awaitTermination} throw. */
  public static void fail(StreamingContext context, Throwable cause) {
    context.waiter().notifyError(cause);
  }
}
