// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import io.holdfast.core.BlockManifest;
import io.holdfast.core.HasManifest;
import io.holdfast.core.Positioned;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.UnionRDD;
import scala.collection.JavaConverters;

/** A batch of one stream of records with positions: what blocks it reads. */
final class Batch<T> {
  private final JavaRDD<Positioned<T>> records;
  private final BlockManifest manifest;

  private Batch(JavaRDD<Positioned<T>> records, BlockManifest manifest) {
    this.records = records;
    this.manifest = manifest;
  }

  /**
   * The batches of the streams that an RDD is the union of.
   *
   * @throws IllegalArgumentException if it is neither a batch of a reliable receiver's stream nor a
   *     union of such batches
   */
  static <T> List<Batch<T>> of(RDD<Positioned<T>> rdd) {
    if (rdd instanceof HasManifest blocks) {
      return List.of(new Batch<>(rdd.toJavaRDD(), blocks.manifest()));
    }
    if (rdd instanceof UnionRDD<Positioned<T>> union) {
      List<Batch<T>> batches = new ArrayList<>();
      JavaConverters.seqAsJavaList(union.rdds()).forEach(each -> batches.addAll(of(each)));
      return batches;
    }
    throw new IllegalArgumentException(
        "The stream whose totals are to be exact has been transformed (%s): give the stream of the receivers itself, which says what blocks its batches consist of"
            .formatted(rdd));
  }

  /** How many records it holds. */
  long size() {
    return manifest.records();
  }

  /** The values of the records that the batch owns; no shuffle. Shares the blocks out at once. */
  JavaRDD<T> owned(Ownership ownership) {
    ArrayList<OwnedPartition> partitions = new ArrayList<>(ownership.share(manifest));
    return records.mapPartitionsWithIndex(
        (index, rows) -> partitions.get(index).keep(rows), /* preservesPartitioning= */ false);
  }
}
