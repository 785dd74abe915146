// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

/** Reads what a {@link VarintWriter} wrote, in the same order. Not thread-safe. */
final class VarintReader {
  private final byte[] bytes;
  private int next;

  VarintReader(byte[] bytes) {
    this.bytes = bytes;
  }

  int readByte() {
    return bytes[next++] & 0xFF;
  }

  long readFixed() {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << Byte.SIZE | readByte();
    }
    return value;
  }

  long readUnsigned() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int read = readByte();
      value |= (read & 0x7FL) << shift;
      if ((read & 0x80) == 0) {
        return value;
      }
    }
  }

  /** A number that was a count, and so is known to fit. */
  int readCount() {
    return Math.toIntExact(readUnsigned());
  }

  long readSigned() {
    long value = readUnsigned();
    return (value >>> 1) ^ -(value & 1);
  }
}
