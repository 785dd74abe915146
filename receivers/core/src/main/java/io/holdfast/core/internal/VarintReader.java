// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.nio.charset.Charset;
import java.util.Arrays;

/** Reads what a {@link VarintWriter} wrote, in the same order. Not thread-safe. */
final class VarintReader {
  private final byte[] bytes;
  private final int end;
  private int next;

  VarintReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /** Reads from one index until another. */
  VarintReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.next = from;
    this.end = end;
  }

  boolean hasMore() {
    return next < end;
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

  byte[] readBytes(int count) {
    byte[] read = Arrays.copyOfRange(bytes, next, next + count);
    next += count;
    return read;
  }

  String readString(int count, Charset charset) {
    String read = new String(bytes, next, count, charset);
    next += count;
    return read;
  }

  String readChars(int count) {
    char[] read = new char[count];
    for (int i = 0; i < count; i++) {
      read[i] = (char) ((readByte() << Byte.SIZE) | readByte());
    }
    return new String(read);
  }
}
