// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.dstream.ReceiverInputDStream;
import org.apache.spark.streaming.scheduler.ReceivedBlockInfo;
import org.apache.spark.streaming.scheduler.ReceivedBlockTracker;
import org.apache.spark.streaming.scheduler.ReceiverTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** Counts what a stopped context has been given and has not processed. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class LeftOver {
  private static final Logger log = LoggerFactory.getLogger(LeftOver.class);

  private final StreamingContext context;
  private final ReceiverTracker tracker;

  private LeftOver(StreamingContext context) {
    this.context = context;
    tracker = context.scheduler().receiverTracker();
  }

  /**
   * The records of all receivers that are in no completed batch, once the context is stopped.
   *
   * @param lastCompleted the latest batch that completed; empty if none did in this life
   * @return empty if this Spark does not tell
   */
  public static OptionalLong records(StreamingContext context, OptionalLong lastCompleted) {
    if (context.scheduler().receiverTracker() == null) {
      return OptionalLong.of(0); // never started
    }
    try {
      LeftOver leftOver = new LeftOver(context);
      return OptionalLong.of(leftOver.inBatches(lastCompleted) + leftOver.inNoBatch());
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      log.warn("How many records are not processed cannot be told with this Spark", e);
      return OptionalLong.empty();
    }
  }

  /** Batches that were made but not completed; those that failed included. */
  private long inBatches(OptionalLong lastCompleted) {
    Set<Time> batches =
        new HashSet<>(JavaConverters.seqAsJavaList(context.scheduler().getPendingTimes()));
    if (lastCompleted.isPresent()) {
      batches.remove(new Time(lastCompleted.getAsLong())); // Spark removes it a little later
      // The stop may also have hit a batch between getting its blocks and becoming a job.
      long interval = context.graph().batchDuration().milliseconds();
      long now = System.currentTimeMillis();
      for (long time = lastCompleted.getAsLong() + interval; time <= now; time += interval) {
        batches.add(new Time(time));
      }
    }
    long records = 0;
    for (Time batch : batches) {
      for (Seq<ReceivedBlockInfo> blocks :
          JavaConverters.mapAsJavaMap(tracker.getBlocksOfBatch(batch)).values()) {
        records += records(blocks);
      }
    }
    return records;
  }

  /** Blocks that came after the last batch was made; Spark keeps them where nobody can look. */
  private long inNoBatch() throws ReflectiveOperationException {
    if (!tracker.hasUnallocatedBlocks()) {
      return 0;
    }
    long records = 0;
    ReceivedBlockTracker blocks = blockTracker();
    for (ReceiverInputDStream<?> stream : context.graph().getReceiverInputStreams()) {
      records += records(blocks.getUnallocatedBlocks(stream.id()));
    }
    return records;
  }

  private ReceivedBlockTracker blockTracker() throws ReflectiveOperationException {
    Method method = ReceiverTracker.class.getDeclaredMethod("receivedBlockTracker");
    method.setAccessible(true);
    try {
      return (ReceivedBlockTracker) method.invoke(tracker);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static long records(Seq<ReceivedBlockInfo> blocks) {
    long records = 0;
    for (ReceivedBlockInfo block : JavaConverters.seqAsJavaList(blocks)) {
      records += ReceivedBlocks.metadata(block).records();
    }
    return records;
  }
}
