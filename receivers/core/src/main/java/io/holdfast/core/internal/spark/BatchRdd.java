// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import io.holdfast.core.BlockManifest;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.BlockId;
import org.apache.spark.streaming.scheduler.ReceivedBlockInfo;
import org.apache.spark.streaming.util.WriteAheadLogRecordHandle;
import scala.reflect.ClassTag;

/**
 * Makes the RDD of a batch. Whatever it makes is a BlockRDD: Spark frees the blocks of no other
 * when it forgets the batch.
 */
public final class BatchRdd {
  private BatchRdd() {}

  /**
   * The RDD that reads these blocks, one in a partition: from the write-ahead log where they are
   * missing in memory if all are in the log, else from memory only, where a missing block fails the
   * task that reads it.
   *
   * @param log whether the job has a receiver log, which decides for a batch without blocks
   */
  public static <T> RDD<T> of(
      SparkContext context,
      List<ReceivedBlockInfo> blocks,
      boolean log,
      BlockManifest manifest,
      ClassTag<T> type) {
    int count = blocks.size();
    BlockId[] ids = new BlockId[count];
    WriteAheadLogRecordHandle[] handles = new WriteAheadLogRecordHandle[count];
    boolean[] valid = new boolean[count];
    boolean logged = count > 0 || log;
    for (int i = 0; i < count; i++) {
      ReceivedBlockInfo block = blocks.get(i);
      ids[i] = block.blockId();
      handles[i] = block.walRecordHandleOption().isDefined() ? handle(block) : null;
      valid[i] = block.isBlockIdValid();
      logged &= handles[i] != null;
    }
    return logged
        ? new ManifestLogRdd<>(context, ids, handles, valid, manifest, type)
        : new ManifestBlockRdd<>(context, ids, manifest, type);
  }

  private static WriteAheadLogRecordHandle handle(ReceivedBlockInfo block) {
    return block.walRecordHandleOption().get();
  }

  static BlockManifest onDriver(BlockManifest manifest) {
    if (manifest == null) {
      throw new IllegalStateException(
          "The manifest of a batch is known on the driver only: take it there, and let the task's"
              + " closure hold it");
    }
    return manifest;
  }
}
