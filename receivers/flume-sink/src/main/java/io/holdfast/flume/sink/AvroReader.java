// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads Avro's binary encoding from an array, and believes no length in it: what is announced has
 * to be there. Not thread-safe.
 */
final class AvroReader {
  private static final int LONG_BYTES = 10;

  private final byte[] bytes;
  private int position;

  AvroReader(byte[] bytes) {
    this.bytes = bytes;
  }

  boolean isAtEnd() {
    return position == bytes.length;
  }

  long readLong() {
    long encoded = 0;
    for (int i = 0; i < LONG_BYTES; i++) {
      byte next = readByte();
      encoded |= (long) (next & 0x7f) << (7 * i);
      if (next >= 0) {
        return (encoded >>> 1) ^ -(encoded & 1);
      }
    }
    throw new BadClientException("it sent a number of more than 10 bytes");
  }

  int readInt() {
    long value = readLong();
    if (value != (int) value) {
      throw new BadClientException("it sent " + value + " where an int belongs");
    }
    return (int) value;
  }

  /** Whether the second branch of a union of null and something follows. */
  boolean readPresent() {
    long index = readLong();
    if (index < 0 || index > 1) {
      throw new BadClientException("it sent branch " + index + " of a union of two");
    }
    return index == 1;
  }

  byte[] readFixed(int length) {
    int from = position;
    return Arrays.copyOfRange(bytes, from, skip(length));
  }

  String readString() {
    int length = readLength();
    int from = position;
    skip(length);
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  /** Passes over bytes, or a string. */
  void skipBytes() {
    skip(readLength());
  }

  /** Passes over a map whose values are bytes or strings. */
  void skipMap() {
    for (long count = readBlock(); count > 0; count = readBlock()) {
      for (long i = 0; i < count; i++) {
        skipBytes();
        skipBytes();
      }
    }
  }

  /** How many entries the next block of a map has; 0 at its end. */
  private long readBlock() {
    long count = readLong();
    if (count < 0) {
      readLong(); // the block's size, which nobody needs
      count = -count;
    }
    if (count < 0 || count > bytes.length) {
      throw new BadClientException("it sent a map of " + count + " entries");
    }
    return count;
  }

  private int readLength() {
    long length = readLong();
    if (length < 0 || length > bytes.length - position) {
      throw new BadClientException("it sent a length of " + length + " that is not there");
    }
    return (int) length;
  }

  private int skip(int length) {
    if (length > bytes.length - position) {
      throw new BadClientException("its request ended too early");
    }
    position += length;
    return position;
  }

  private byte readByte() {
    if (isAtEnd()) {
      throw new BadClientException("its request ended too early");
    }
    return bytes[position++];
  }
}
