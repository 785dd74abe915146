// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.BlockManifest;
import io.holdfast.core.internal.BlockMetadata;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The manifests of a stream's batches for as long as Spark remembers those. Thread-safe. */
final class Manifests {
  private final ConcurrentSkipListMap<Long, BlockManifest> batches = new ConcurrentSkipListMap<>();

  /** Makes and keeps the manifest of a batch whose RDD reads one block in each partition. */
  BlockManifest add(int streamId, long batchMillis, List<BlockMetadata> blocks) {
    List<List<BlockManifest.Block>> partitions = new ArrayList<>(blocks.size());
    for (BlockMetadata block : blocks) {
      partitions.add(
          Collections.singletonList(
              BlockManifest.Block.of(
                  block.instance(), block.sequence(), block.records(), block.ranges())));
    }
    BlockManifest manifest = BlockManifest.of(streamId, batchMillis, partitions);
    batches.put(batchMillis, manifest);
    return manifest;
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
