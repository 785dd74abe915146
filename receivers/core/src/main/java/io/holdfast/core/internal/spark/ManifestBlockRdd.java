// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import io.holdfast.core.BlockManifest;
import io.holdfast.core.HasManifest;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.BlockRDD;
import org.apache.spark.storage.BlockId;
import scala.collection.Iterator;
import scala.reflect.ClassTag;

/** The blocks of a batch that are in memory only, and their manifest. */
final class ManifestBlockRdd<T> extends BlockRDD<T> implements HasManifest {
  private static final long serialVersionUID = 1L;

  private final transient BlockManifest manifest;

  ManifestBlockRdd(
      SparkContext context, BlockId[] blocks, BlockManifest manifest, ClassTag<T> type) {
    super(context, blocks, type);
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
