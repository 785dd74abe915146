// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.util.Arrays;

/** Packs numbers into as few bytes as they need, seven bits in each. Not thread-safe. */
final class VarintWriter {
  private static final int INITIAL_BYTES = 256;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;

  void writeByte(int value) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length++] = (byte) value;
  }

  /** Eight bytes, whatever the value: for numbers that are random and not small. */
  void writeFixed(long value) {
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      writeByte((int) (value >>> shift));
    }
  }

  /** One byte below 128, two below 16384, and so on; ten if negative. */
  void writeUnsigned(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      writeByte((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    writeByte((int) rest);
  }

  /** As {@link #writeUnsigned}, but small for small negative numbers too. */
  void writeSigned(long value) {
    writeUnsigned((value << 1) ^ (value >> (Long.SIZE - 1)));
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }
}
