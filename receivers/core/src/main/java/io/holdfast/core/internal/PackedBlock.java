// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.RecordCodec;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;

/**
 * A block in the one form that the write-ahead log and the block manager both keep, whatever
 * Spark's serializer is: packed batches, one behind the other.
 */
public final class PackedBlock {
  /** How much of an array may be kept for nothing beside a block, as its part: an eighth. */
  static final int WASTE = 8;

  private PackedBlock() {}

  /**
   * The block of these batches, at least one. What is one stretch of an array, as a {@link
   * BlockPacker} leaves it, stays there; else it is copied.
   */
  static ByteBuffer of(List<PackedRecords<?>> batches) {
    byte[] array = batches.get(0).array();
    int from = batches.get(0).from();
    int length = 0;
    boolean together = true;
    for (PackedRecords<?> batch : batches) {
      together &= batch.areIn(array, from + length);
      length = Math.addExact(length, batch.bytes());
    }
    return together && array.length - length <= array.length / WASTE
        ? ByteBuffer.wrap(array, from, length).slice() // Spark wants position 0
        : copy(batches, length);
  }

  private static ByteBuffer copy(List<PackedRecords<?>> batches, int length) {
    ByteBuffer block = ByteBuffer.allocate(length);
    for (PackedRecords<?> batch : batches) {
      block.put(batch.array(), batch.from(), batch.bytes());
    }
    return block.flip();
  }

  /**
   * The records of a block, made one by one; the bytes must stay as they are.
   *
   * @param codec the receiver's; null if it has none
   */
  public static Iterator<Object> read(byte[] block, int from, int length, RecordCodec<?> codec) {
    PackedReader.checkVersion(length == 0 ? 0 : block[from]); // nothing is no block
    return new PackedReader(new VarintReader(block, from, from + length), codec);
  }
}
