// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import io.holdfast.core.BlockManifest;
import io.holdfast.core.HasManifest;
import io.holdfast.core.Positioned;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** The batch of a stream that was never received: blocks as a receiver would have stored them. */
final class ManifestRdd extends RDD<Positioned<String>> implements HasManifest {
  private static final long serialVersionUID = 1L;
  private static final ClassTag<Positioned<String>> TYPE =
      ClassTag$.MODULE$.apply(Positioned.class);

  private final transient BlockManifest manifest;
  private final ArrayList<ArrayList<Positioned<String>>> partitions = new ArrayList<>();

  private ManifestRdd(
      SparkContext context, List<List<SampleBlock>> partitions, BlockManifest manifest) {
    super(context, JavaConverters.asScalaBuffer(new ArrayList<Dependency<?>>()).toSeq(), TYPE);
    this.manifest = manifest;
    for (List<SampleBlock> blocks : partitions) {
      ArrayList<Positioned<String>> records = new ArrayList<>();
      blocks.forEach(block -> records.addAll(block.records()));
      this.partitions.add(records);
    }
  }

  /** For each partition the blocks that it reads. */
  static ManifestRdd of(SparkContext context, List<List<SampleBlock>> partitions) {
    List<List<BlockManifest.Block>> blocks = new ArrayList<>();
    for (List<SampleBlock> partition : partitions) {
      blocks.add(partition.stream().map(SampleBlock::metadata).toList());
    }
    return new ManifestRdd(context, partitions, BlockManifest.of(0, 1_000, blocks));
  }

  @Override
  public BlockManifest manifest() {
    return manifest;
  }

  @Override
  public Partition[] getPartitions() {
    Partition[] array = new Partition[partitions.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = new Numbered(i);
    }
    return array;
  }

  @Override
  public Iterator<Positioned<String>> compute(Partition split, TaskContext context) {
    return JavaConverters.asScalaIterator(partitions.get(split.index()).iterator());
  }

  private static final class Numbered implements Partition {
    private static final long serialVersionUID = 1L;
    private final int index;

    Numbered(int index) {
      this.index = index;
    }

    @Override
    public int index() {
      return index;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Numbered numbered && index == numbered.index;
    }

    @Override
    public int hashCode() {
      return index;
    }
  }
}
