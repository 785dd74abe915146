// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.util.Arrays;

/**
 * Packs numbers into as few bytes as they need, seven bits in each, and bytes as they are. Not
 * thread-safe.
 */
final class VarintWriter {
  private static final int INITIAL_BYTES = 256;

  /** About as large as an array can be. */
  static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  private byte[] bytes;
  private int length;

  VarintWriter() {
    this(INITIAL_BYTES);
  }

  /** A writer of about so many bytes. */
  VarintWriter(int bytes) {
    this.bytes = new byte[bytes];
  }

  void writeByte(int value) {
    makeRoom(1);
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

  void writeBytes(byte[] more) {
    makeRoom(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
  }

  /** Two bytes for each, whatever it is, also what no encoding of text has. */
  void writeChars(String chars) {
    for (int i = 0; i < chars.length(); i++) {
      writeByte(chars.charAt(i) >>> Byte.SIZE);
      writeByte(chars.charAt(i));
    }
  }

  private void makeRoom(int more) {
    if (bytes.length - length < more) {
      int enough = Math.addExact(length, more);
      bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(2L * length, enough), MOST_BYTES));
    }
  }

  /** How many bytes have been written. */
  int length() {
    return length;
  }

  /** Has what has been written so far, and will have it there, from index 0. */
  byte[] array() {
    return bytes;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }
}
