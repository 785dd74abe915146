// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.RecordBatch;

/**
 * Packs the batches of one thread, those of a block one behind the other in one array, which then
 * is the block without being copied. For a source that is polled: what many threads hand over at a
 * time each of them packs for itself. Not thread-safe.
 */
final class BlockPacker {
  /** An array does not grow further, should no block ever seem to begin. */
  private static final int MOST_BYTES = 64 << 20;

  private final Packing packing;
  private VarintWriter block = new VarintWriter(0);
  private int expected;

  BlockPacker(Packing packing) {
    this.packing = packing;
  }

  /**
   * The batch with its records packed, if they can be; else the batch as it is.
   *
   * @param begins whether a block begins with it; nothing is lost but a copy if that is wrong
   */
  <T> RecordBatch<T> pack(RecordBatch<T> batch, boolean begins) {
    if (begins || block.length() > MOST_BYTES) {
      expected = Math.max(block.length(), expected - expected / PackedBlock.WASTE);
      block = new VarintWriter(Math.max(expected, packing.likelyBytes(batch)));
    }
    return packing.pack(batch, block);
  }
}
