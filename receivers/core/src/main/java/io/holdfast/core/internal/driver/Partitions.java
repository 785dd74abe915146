// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.internal.BlockMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

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
    List<BlockMetadata> described = blocks.stream().map(metadata).toList();
    long records = described.stream().mapToLong(BlockMetadata::records).sum();
    List<List<B>> partitions = new ArrayList<>();
    List<B> current = new ArrayList<>();
    long before = 0;
    for (int i = 0; i < blocks.size(); i++) {
      boolean full =
          blocks.size() <= most
              || (before > 0 && before * most >= records * (partitions.size() + 1));
      boolean elsewhere = i > 0 && described.get(i).instance() != described.get(i - 1).instance();
      if (!current.isEmpty() && (full || elsewhere)) {
        partitions.add(current);
        current = new ArrayList<>();
      }
      current.add(blocks.get(i));
      before += described.get(i).records();
    }
    if (!current.isEmpty()) {
      partitions.add(current);
    }
    return partitions;
  }
}
