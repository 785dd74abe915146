// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.BlockManifest;
import io.holdfast.core.internal.BlockMetadata;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The manifests of a stream's batches for as long as Spark remembers those. Thread-safe. */
final class Manifests {
  private final ConcurrentSkipListMap<Long, BlockManifest> batches = new ConcurrentSkipListMap<>();

  /**
   * Makes and keeps the manifest of a batch.
   *
   * @param partitions what the blocks say of themselves that each partition reads
   */
  BlockManifest add(int streamId, long batchMillis, List<List<BlockMetadata>> partitions) {
    BlockManifest manifest =
        BlockManifest.of(
            streamId,
            batchMillis,
            partitions.stream()
                .map(blocks -> blocks.stream().map(Manifests::block).toList())
                .toList());
    batches.put(batchMillis, manifest);
    return manifest;
  }

  private static BlockManifest.Block block(BlockMetadata metadata) {
    return BlockManifest.Block.of(
        metadata.instance(), metadata.sequence(), metadata.records(), metadata.ranges());
  }

  /** The manifest of a batch; empty if the batch is forgotten or not yet made. */
  Optional<BlockManifest> of(long batchMillis) {
    return Optional.ofNullable(batches.get(batchMillis));
  }

  /** Forgets the batches up to this one. */
  void forgetUpTo(long batchMillis) {
    batches.headMap(batchMillis, true).clear();
  }
}
