// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import io.holdfast.core.internal.BlockMetadata;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.scheduler.ReceivedBlockInfo;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** What the driver was told of blocks. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class ReceivedBlocks {
  private ReceivedBlocks() {}

  /** The blocks of a stream that were allocated to a batch, in order. */
  public static List<ReceivedBlockInfo> of(StreamingContext context, int streamId, Time batch) {
    return list(context.scheduler().receiverTracker().getBlocksOfBatch(batch).get(streamId));
  }

  private static List<ReceivedBlockInfo> list(Option<Seq<ReceivedBlockInfo>> blocks) {
    return blocks.isEmpty()
        ? Collections.emptyList()
        : new ArrayList<>(JavaConverters.seqAsJavaList(blocks.get()));
  }

  /** What a block says of itself; of one that says nothing, what Spark counted. */
  public static BlockMetadata metadata(ReceivedBlockInfo block) {
    Option<Object> metadata = block.metadataOption();
    if (metadata.isDefined() && metadata.get() instanceof BlockMetadata ours) {
      return ours;
    }
    long records = block.numRecords().isDefined() ? (Long) block.numRecords().get() : 0;
    return BlockMetadata.of(0, block.blockId().uniqueId(), records, Collections.emptyList());
  }

  /** Whether some executor has the block now. Asks the block manager's master. */
  public static boolean isInMemory(ReceivedBlockInfo block) {
    return SparkEnv.get().blockManager().master().contains(block.blockId());
  }
}
