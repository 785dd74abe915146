// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.Partition;

/** One partition of a batch: some of its blocks, at least one. */
final class BlocksPartition implements Partition {
  private static final long serialVersionUID = 1L;

  private final int index;
  private final ArrayList<StoredBlock> blocks;

  BlocksPartition(int index, List<StoredBlock> blocks) {
    this.index = index;
    this.blocks = new ArrayList<>(blocks);
  }

  @Override
  public int index() {
    return index;
  }

  List<StoredBlock> blocks() {
    return blocks;
  }
}
