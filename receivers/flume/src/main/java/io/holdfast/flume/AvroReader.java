// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads Avro's binary encoding from an array, and believes no length in it: what is announced has
 * to be there. Not thread-safe.
 */
final class AvroReader {
  private static final int LONG_BYTES = 10;

  private final byte[] bytes;
  private final int limit;
  private int position;

  AvroReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  AvroReader(byte[] bytes, int from, int until) {
    this.bytes = bytes;
    this.position = from;
    this.limit = until;
  }

  int position() {
    return position;
  }

  boolean isAtEnd() {
    return position == limit;
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
    throw new MalformedBytesException("a number of more than 10 bytes");
  }

  boolean readBoolean() {
    byte value = readByte();
    if (value != 0 && value != 1) {
      throw new MalformedBytesException("the truth value %d".formatted(value));
    }
    return value == 1;
  }

  /** The branch of a union, or the index of an enum's symbol. */
  int readIndex(int count) {
    long index = readLong();
    if (index < 0 || index >= count) {
      throw new MalformedBytesException("the index %d of %d".formatted(index, count));
    }
    return (int) index;
  }

  /**
   * How many items the next block of an array or a map has; 0 at its end.
   *
   * @param itemBytes what an item takes at least
   */
  int readBlock(int itemBytes) {
    long count = readLong();
    if (count < 0) {
      readLong(); // the block's size, which nobody needs
      count = -count;
    }
    if (count < 0 || count > (limit - position) / itemBytes) {
      throw new MalformedBytesException("%d items in %d bytes".formatted(count, limit - position));
    }
    return (int) count;
  }

  /** The length of what follows, which is there. */
  int readLength() {
    long length = readLong();
    if (length < 0 || length > limit - position) {
      throw new MalformedBytesException(
          "a length of %d in %d bytes".formatted(length, limit - position));
    }
    return (int) length;
  }

  byte[] readFixed(int length) {
    int from = position;
    return Arrays.copyOfRange(bytes, from, skip(length));
  }

  byte[] readBytes() {
    return readFixed(readLength());
  }

  String readString() {
    int length = readLength();
    int from = position;
    skip(length);
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  /** Passes over so many bytes. */
  void skipFixed(int length) {
    skip(length);
  }

  /** Passes over bytes, or a string. */
  void skipBytes() {
    skip(readLength());
  }

  /** Passes over a map whose values are bytes or strings. */
  void skipMap() {
    for (int count = readBlock(2); count > 0; count = readBlock(2)) {
      for (int i = 0; i < count; i++) {
        skipBytes();
        skipBytes();
      }
    }
  }

  private int skip(int length) {
    if (length > limit - position) {
      throw new MalformedBytesException(
          "%d bytes where %d were left".formatted(length, limit - position));
    }
    position += length;
    return position;
  }

  private byte readByte() {
    if (position == limit) {
      throw new MalformedBytesException("the bytes ended too early");
    }
    return bytes[position++];
  }
}
