// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.scheduler.LiveListenerBus;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import scala.collection.JavaConverters;

/** What a streaming context knows and Spark's API does not tell. On the driver only. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class StreamingInternals {
  private StreamingInternals() {}

  /** How many receivers the job has, those of other libraries included. */
  public static int receivers(StreamingContext context) {
    return context.graph().getReceiverInputStreams().length;
  }

  /** The checkpoint directory as set so far, or null. */
  public static String checkpointDirectory(StreamingContext context) {
    return context.checkpointDir();
  }

  /** Whether the context came from a checkpoint. */
  public static boolean isRecovered(StreamingContext context) {
    return context.isCheckpointPresent();
  }

  /** The interval of the batches. */
  public static Duration batchDuration(StreamingContext context) {
    return context.graph().batchDuration();
  }

  /** The job's receiver streams that are of this class, in order. */
  public static <S> List<S> streams(StreamingContext context, Class<S> type) {
    return Arrays.stream(context.graph().getReceiverInputStreams())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  /**
   * What the blocks of a batch say of themselves, those not that a recovered driver found in its
   * log without a batch.
   */
  public static List<Object> metadata(StreamingContext context, int streamId, Time batch) {
    return JavaConverters.seqAsJavaList(
            context.scheduler().receiverTracker().getBlocksOfBatchAndStream(batch, streamId))
        .stream()
        .filter(block -> block.isBlockIdValid() && block.metadataOption().isDefined())
        .map(block -> block.metadataOption().get())
        .toList();
  }

  /**
   * Whether the caller is a listener of Spark's, or a thread that one made: Spark refuses to be
   * stopped by those.
   */
  public static boolean isListenerThread() {
    return Boolean.TRUE.equals(LiveListenerBus.withinListenerThread().value());
  }

  /** Makes {@code awaitTermination} throw. */
  public static void fail(StreamingContext context, Throwable cause) {
    context.waiter().notifyError(cause);
  }
}
