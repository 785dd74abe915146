// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.internal.BlockMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * Puts the blocks of a batch into partitions. A sender that waits for its answers makes small
 * blocks, some hundred a second, and a task for each of them would cost more than what it reads.
 */
final class Partitions {
  /** Enough for the cores to share the work evenly, as Spark's tuning guide has it. */
  private static final int TASKS_PER_CORE = 3;

  private Partitions() {}

  /**
   * The partitions: one for each block, or if these are many for the cores, neighbours together,
   * about as many records in each partition. Blocks of different receiver instances stay apart,
   * since they are in different places.
   *
   * @param cores how many tasks run at a time
   */
  static <B> List<List<B>> of(List<B> blocks, Function<B, BlockMetadata> metadata, int cores) {
    int most = TASKS_PER_CORE * Math.max(1, cores);
    int count = blocks.size();
    long[] instances = new long[count]; // once for each block: metadata are decoded when asked
    long[] sizes = new long[count];
    for (int i = 0; i < count; i++) {
      BlockMetadata described = metadata.apply(blocks.get(i));
      instances[i] = described.instance();
      sizes[i] = described.records();
    }
    long records = LongStream.of(sizes).sum();
    List<List<B>> partitions = new ArrayList<>();
    List<B> current = new ArrayList<>();
    long before = 0;
    for (int i = 0; i < count; i++) {
      boolean full =
          count <= most || (before > 0 && before * most >= records * (partitions.size() + 1));
      boolean elsewhere = i > 0 && instances[i] != instances[i - 1];
      if (!current.isEmpty() && (full || elsewhere)) {
        partitions.add(current);
        current = new ArrayList<>();
      }
      current.add(blocks.get(i));
      before += sizes[i];
    }
    if (!current.isEmpty()) {
      partitions.add(current);
    }
    return partitions;
  }
}
