// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import io.holdfast.core.BlockManifest;
import io.holdfast.core.HasManifest;
import io.holdfast.core.RecordCodec;
import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.BlockRDD;
import org.apache.spark.storage.BlockId;
import org.apache.spark.streaming.scheduler.ReceivedBlockInfo;
import org.apache.spark.streaming.util.FileBasedWriteAheadLogSegment;
import org.apache.spark.streaming.util.HdfsUtils;
import org.apache.spark.util.SerializableConfiguration;
import scala.Option;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag;

/**
 * The blocks of a batch, and their manifest. A partition reads its blocks one after the other, each
 * from the write-ahead log if it is not in memory; one that is nowhere fails its task.
 *
 * <p>A BlockRDD, since Spark frees the blocks of no other when it forgets the batch.
 */
public final class BatchRdd<T> extends BlockRDD<T> implements HasManifest {
  private static final long serialVersionUID = 1L;

  private final transient BlockManifest manifest;
  private final transient Partition[] partitions;
  private final transient boolean logged;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final RecordCodec<?> codec;
  private final ClassTag<T> type;

  /**
   * The RDD of these blocks.
   *
   * @param partitions for each partition the blocks that it reads, in order
   * @param hadoop how a write-ahead log is reached; null if the job has none
   * @param codec the receiver's; null if it has none
   */
  public BatchRdd(
      SparkContext context,
      List<List<ReceivedBlockInfo>> partitions,
      BlockManifest manifest,
      Broadcast<SerializableConfiguration> hadoop,
      RecordCodec<?> codec,
      ClassTag<T> type) {
    super(context, ids(partitions), type);
    this.manifest = manifest;
    this.hadoop = hadoop;
    this.codec = codec;
    this.type = type;
    this.partitions = new Partition[partitions.size()];
    for (int i = 0; i < this.partitions.length; i++) {
      this.partitions[i] =
          new BlocksPartition(i, partitions.get(i).stream().map(StoredBlock::new).toList());
    }
    logged =
        partitions.stream()
            .flatMap(List::stream)
            .allMatch(block -> block.walRecordHandleOption().isDefined());
  }

  private static BlockId[] ids(List<List<ReceivedBlockInfo>> partitions) {
    return partitions.stream()
        .flatMap(List::stream)
        .map(ReceivedBlockInfo::blockId)
        .toArray(BlockId[]::new);
  }

  @Override
  public BlockManifest manifest() {
    if (manifest == null) {
      throw new IllegalStateException(
          "The manifest of a batch is known on the driver only: take it there, and let the task's"
              + " closure hold it");
    }
    return manifest;
  }

  @Override
  public Partition[] getPartitions() {
    assertValid();
    return partitions.clone();
  }

  /** What the log has can be read when memory has forgotten it. */
  @Override
  public boolean isValid() {
    return logged || super.isValid();
  }

  @Override
  public Iterator<T> compute(Partition partition, TaskContext task) {
    return new BlocksIterator<>(
        ((BlocksPartition) partition).blocks(), new BlockReader<>(id(), hadoop, codec, type, task));
  }

  /** Where the first block is: its neighbours come from the same receiver. */
  @Override
  public Seq<String> getPreferredLocations(Partition partition) {
    StoredBlock first = ((BlocksPartition) partition).blocks().get(0);
    Option<Seq<String>> inMemory =
        first.maybeInMemory() ? getBlockIdLocations().get(first.id()) : Option.empty();
    if (inMemory.isDefined()) {
      return inMemory.get();
    }
    String[] hosts =
        first.handle() instanceof FileBasedWriteAheadLogSegment segment
            ? HdfsUtils.getFileSegmentLocations(
                segment.path(), segment.offset(), segment.length(), hadoop.value().value())
            : new String[0];
    return JavaConverters.asScalaBuffer(List.of(hosts));
  }
}
