// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import io.holdfast.core.BlockManifest;
import io.holdfast.core.PositionRange;
import java.util.ArrayList;
import java.util.List;

/**
 * Which positions of a batch each of its blocks is to count. Decided on the driver, block by block
 * in the order of the manifests: a block owns what it covers and no batch has processed and no
 * block before it owns. So a position has one owner, however often and wherever it comes.
 */
final class Ownership {
  private final PositionSet taken = new PositionSet();
  private final PositionSet owned = new PositionSet();

  /** The ownership of a job that has processed these positions. */
  Ownership(PositionSet processed) {
    taken.addAll(processed);
  }

  /** Shares out the blocks of a stream's batch: for each partition of its RDD, what tasks keep. */
  List<OwnedPartition> share(BlockManifest manifest) {
    List<OwnedPartition> partitions = new ArrayList<>();
    for (int partition = 0; partition < manifest.partitions(); partition++) {
      List<OwnedBlock> blocks = new ArrayList<>();
      for (BlockManifest.Block block : manifest.blocks(partition)) {
        blocks.add(share(block));
      }
      partitions.add(new OwnedPartition(blocks));
    }
    return partitions;
  }

  private OwnedBlock share(BlockManifest.Block block) {
    List<PositionRange> parts = new ArrayList<>();
    for (PositionRange range : block.ranges()) {
      List<PositionRange> mine = taken.missing(range);
      mine.forEach(taken::add);
      mine.forEach(owned::add);
      parts.addAll(mine);
    }
    return new OwnedBlock(block.records(), block.ranges(), parts);
  }

  /** All that was shared out so far. */
  PositionSet owned() {
    return owned;
  }
}
