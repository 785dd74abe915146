// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes Avro's binary encoding. Not thread-safe. */
final class AvroWriter {
  private static final class Bytes extends ByteArrayOutputStream {
    ByteBuffer view() {
      return ByteBuffer.wrap(buf, 0, count);
    }
  }

  private final Bytes out = new Bytes();

  AvroWriter writeLong(long value) {
    long encoded = (value << 1) ^ (value >> 63);
    while ((encoded & ~0x7fL) != 0) {
      out.write((int) ((encoded & 0x7f) | 0x80));
      encoded >>>= 7;
    }
    out.write((int) encoded);
    return this;
  }

  AvroWriter writeBoolean(boolean value) {
    out.write(value ? 1 : 0);
    return this;
  }

  AvroWriter writeFixed(byte[] value) {
    out.write(value, 0, value.length);
    return this;
  }

  AvroWriter writeBytes(byte[] value) {
    return writeLong(value.length).writeFixed(value);
  }

  AvroWriter writeString(String value) {
    return writeBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  int size() {
    return out.size();
  }

  /** What was written, without a copy; valid until more is. */
  ByteBuffer view() {
    return out.view();
  }
}
