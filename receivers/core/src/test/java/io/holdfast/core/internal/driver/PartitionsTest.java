// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.internal.BlockMetadata;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PartitionsTest {

  private static BlockMetadata block(long instance, long sequence, long records) {
    return BlockMetadata.of(instance, sequence, records, Collections.emptyList());
  }

  private static List<BlockMetadata> blocks(long instance, long... records) {
    List<BlockMetadata> blocks = new ArrayList<>();
    for (long each : records) {
      blocks.add(block(instance, blocks.size(), each));
    }
    return blocks;
  }

  private static List<List<BlockMetadata>> partitions(List<BlockMetadata> blocks, int cores) {
    return Partitions.of(blocks, Function.identity(), cores);
  }

  @Test
  void fewBlocksHaveAPartitionEach() {
    List<BlockMetadata> blocks = blocks(1, 1, 100, 1, 1, 1, 1);

    assertThat(partitions(blocks, 2)).hasSize(6).allSatisfy(it -> assertThat(it).hasSize(1));
    assertThat(partitions(Collections.emptyList(), 2)).isEmpty();
  }

  @Test
  void ofManyNeighboursAreTogether() {
    List<BlockMetadata> blocks = blocks(1, 5, 5, 5, 5, 5, 5);

    assertThat(partitions(blocks, 1))
        .containsExactly(blocks.subList(0, 2), blocks.subList(2, 4), blocks.subList(4, 6));
  }

  @Test
  void aLargeBlockHasFewNeighbours() {
    List<BlockMetadata> blocks = blocks(1, 1, 1, 100, 1, 1, 1);

    assertThat(partitions(blocks, 1))
        .containsExactly(blocks.subList(0, 3), blocks.subList(3, 4), blocks.subList(4, 6));
  }

  @Test
  void blocksWithoutRecordsAreInSomePartition() {
    List<BlockMetadata> blocks = blocks(1, 0, 0, 0, 0, 0);

    assertThat(partitions(blocks, 1)).containsExactly(blocks);
  }

  @Test
  void instancesStayApart() {
    List<BlockMetadata> blocks = new ArrayList<>(blocks(1, 1, 1, 1, 1));
    blocks.addAll(blocks(2, 1, 1, 1, 1));

    assertThat(partitions(blocks, 1))
        .allSatisfy(
            it ->
                assertThat(it)
                    .extracting(BlockMetadata::instance)
                    .containsOnly(it.get(0).instance()));
  }

  @Test
  void allBlocksAreThereInOrderAndTheirRecordsShared() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      long[] records = random.longs(random.nextInt(300), 0, 50).toArray();
      List<BlockMetadata> blocks = blocks(1, records);
      int cores = 1 + random.nextInt(4);
      List<List<BlockMetadata>> partitions = partitions(blocks, cores);
      long total = blocks.stream().mapToLong(BlockMetadata::records).sum();

      assertThat(partitions).as("seed %d", seed).flatExtracting(it -> it).isEqualTo(blocks);
      assertThat(partitions).as("seed %d", seed).hasSizeLessThanOrEqualTo(3 * cores + 1);
      assertThat(partitions)
          .as("seed %d", seed)
          .allSatisfy(
              it ->
                  assertThat(it.stream().mapToLong(BlockMetadata::records).sum())
                      .isLessThanOrEqualTo(total / (3L * cores) + 51));
    }
  }
}
