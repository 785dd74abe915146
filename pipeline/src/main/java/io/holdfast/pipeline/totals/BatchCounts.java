// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import io.holdfast.pipeline.WordCount;
import java.util.Iterator;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The counts of a batch, on the executors, and as the driver reads them: one partition after the
 * other, so that what has to fit the driver is one of them. They are streamed through the driver
 * and not written by the executors, because then one connection writes them in one transaction, a
 * retry has nothing to clean up, and the executors need no way to the database, which may be a
 * file.
 */
final class BatchCounts implements AutoCloseable {
  private static final long RECORDS_A_PARTITION = 10_000;
  private static final int MOST_PARTITIONS = 1_000;

  private final JavaPairRDD<String, Long> counts;

  private BatchCounts(JavaPairRDD<String, Long> counts) {
    this.counts = counts;
  }

  /**
   * Counts the words of lines. Returns when that is done, so that no transaction waits for it.
   *
   * @param records about how many lines there are
   */
  static BatchCounts of(JavaRDD<String> lines, long records) {
    int partitions =
        (int)
            Math.min(
                MOST_PARTITIONS,
                Math.max(lines.context().defaultParallelism(), records / RECORDS_A_PARTITION));
    JavaPairRDD<String, Long> counts =
        WordCount.of(lines, partitions).persist(StorageLevel.MEMORY_AND_DISK_SER());
    counts.count();
    return new BatchCounts(counts);
  }

  /** Each word and its count, from the first on. */
  Iterator<Tuple2<String, Long>> read() {
    return counts.toLocalIterator();
  }

  @Override
  public void close() {
    counts.unpersist(false);
  }
}
