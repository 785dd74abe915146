// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.BlockManifest;
import io.holdfast.core.HasManifest;
import io.holdfast.core.PositionRange;
import io.holdfast.core.Positioned;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.kafka010.HasOffsetRanges;
import org.apache.spark.streaming.kafka010.OffsetRange;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * A batch of the direct stream, with the positions of its records: each partition is a range of
 * offsets of one partition of the topic, and to a sink it is a block that covers that range.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
final class DirectBatch extends RDD<Positioned<String>> implements HasManifest {
  private static final long serialVersionUID = 1L;

  /** The direct stream is the only one of its job. */
  private static final int STREAM = 0;

  private static final ClassTag<ConsumerRecord<byte[], byte[]>> RECORD =
      ClassTag$.MODULE$.apply(ConsumerRecord.class);
  private static final ClassTag<Positioned<String>> LINE =
      ClassTag$.MODULE$.apply(Positioned.class);

  private final transient BlockManifest manifest;
  private final ArrayList<DirectRange> ranges;
  private final boolean skipping;

  private DirectBatch(
      RDD<ConsumerRecord<byte[], byte[]>> records,
      BlockManifest manifest,
      List<DirectRange> ranges,
      boolean skipping) {
    super(records, LINE);
    this.manifest = manifest;
    this.ranges = new ArrayList<>(ranges);
    this.skipping = skipping;
  }

  /**
   * The batch of a stream's RDD.
   *
   * @param skipping whether poison is left out, and not the end of the job
   */
  static JavaRDD<Positioned<String>> of(
      JavaRDD<ConsumerRecord<byte[], byte[]>> records,
      Time time,
      DirectTopic topic,
      boolean skipping) {
    List<DirectRange> ranges = new ArrayList<>();
    for (OffsetRange range : ((HasOffsetRanges) records.rdd()).offsetRanges()) {
      ranges.add(
          new DirectRange(
              topic.partition(range.partition()), range.fromOffset(), range.untilOffset()));
    }
    List<List<BlockManifest.Block>> blocks = ranges.stream().map(DirectBatch::blocks).toList();
    BlockManifest manifest = BlockManifest.of(STREAM, time.milliseconds(), blocks);
    return new DirectBatch(records.rdd(), manifest, ranges, skipping).toJavaRDD();
  }

  /** One, or none where there is nothing new. No receiver stored it, so it bears no number. */
  private static List<BlockManifest.Block> blocks(DirectRange range) {
    if (range.size() == 0) {
      return List.of();
    }
    PositionRange covered = PositionRange.of(range.partition(), range.from(), range.until());
    return List.of(BlockManifest.Block.of(0, 0, range.size(), List.of(covered)));
  }

  @Override
  public BlockManifest manifest() {
    if (manifest == null) {
      throw new IllegalStateException("The manifest of a batch is known on the driver only");
    }
    return manifest;
  }

  @Override
  public Partition[] getPartitions() {
    return firstParent(RECORD).partitions();
  }

  @Override
  public Iterator<Positioned<String>> compute(Partition split, TaskContext context) {
    Iterator<ConsumerRecord<byte[], byte[]>> records = firstParent(RECORD).iterator(split, context);
    return JavaConverters.asScalaIterator(
        new DirectLines(
            JavaConverters.asJavaIterator(records), ranges.get(split.index()), skipping));
  }
}
