// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import io.holdfast.core.BlockManifest;
import io.holdfast.core.HasManifest;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.rdd.WriteAheadLogBackedBlockRDD;
import org.apache.spark.streaming.util.WriteAheadLogRecordHandle;
import scala.collection.Iterator;
import scala.reflect.ClassTag;

/** The blocks of a batch that are in the write-ahead log too, and their manifest. */
final class ManifestLogRdd<T> extends WriteAheadLogBackedBlockRDD<T> implements HasManifest {
  private static final long serialVersionUID = 1L;

  private final transient BlockManifest manifest;

  ManifestLogRdd(
      SparkContext context,
      BlockId[] blocks,
      WriteAheadLogRecordHandle[] handles,
      boolean[] valid,
      BlockManifest manifest,
      ClassTag<T> type) {
    // What is read from the log is not stored again, as in Spark's own streams.
    super(context, blocks, handles, valid, false, StorageLevel.MEMORY_ONLY_SER(), type);
    this.manifest = manifest;
  }

  @Override
  public Iterator<T> compute(Partition partition, TaskContext task) {
    return new UnpackedRecords<>(super.compute(partition, task));
  }

  @Override
  public BlockManifest manifest() {
    return BatchRdd.onDriver(manifest);
  }
}
