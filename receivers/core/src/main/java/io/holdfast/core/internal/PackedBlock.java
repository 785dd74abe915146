// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.RecordCodec;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;

/**
 * A block in the one form that the write-ahead log and the block manager both keep, whatever
 * Spark's serializer is: a version, and the packed batches one after the other.
 */
public final class PackedBlock {
  /** To be changed with the form: logs outlive the release that wrote them. */
  private static final byte VERSION = 1;

  private PackedBlock() {}

  /** The block of these batches. */
  static ByteBuffer of(List<PackedRecords<?>> batches) {
    int length = 1;
    for (PackedRecords<?> batch : batches) {
      length = Math.addExact(length, batch.bytes());
    }
    byte[] block = new byte[length];
    block[0] = VERSION;
    int at = 1;
    for (PackedRecords<?> batch : batches) {
      batch.copyTo(block, at);
      at += batch.bytes();
    }
    return ByteBuffer.wrap(block);
  }

  /**
   * The records of a block, made one by one; the bytes must stay as they are.
   *
   * @param codec the receiver's; null if it has none
   */
  public static Iterator<Object> read(byte[] block, int from, int length, RecordCodec<?> codec) {
    if (length == 0 || block[from] != VERSION) {
      throw new IllegalStateException(
          "A packed block has version %d, this release reads version %d: recover with the release that wrote it"
              .formatted(length == 0 ? 0 : block[from], VERSION));
    }
    return new PackedReader(new VarintReader(block, from + 1, from + length), codec);
  }
}
