// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import java.nio.ByteBuffer;

/**
 * A frame of Avro IPC: a serial number, how many buffers follow, and for each its length and its
 * bytes.
 */
final class Frame {
  private static final int HEADER_BYTES = 2 * Integer.BYTES;

  /** Avro cuts what it sends at 8 KiB. */
  private static final int MAX_BUFFERS = 256;

  private final int serial;
  private final byte[] payload;

  private Frame(int serial, byte[] payload) {
    this.serial = serial;
    this.payload = payload;
  }

  /**
   * Reads the frame at the beginning of a buffer, and passes over it.
   *
   * @return null if it is not complete; then nothing is passed over
   * @throws BadClientException if it is none, or will not fit into the buffer
   */
  static Frame read(ByteBuffer in) {
    int from = in.position();
    if (in.remaining() < HEADER_BYTES) {
      return null;
    }
    int count = in.getInt(from + Integer.BYTES);
    if (count < 1 || count > MAX_BUFFERS) {
      throw new BadClientException("it sent a frame of " + count + " buffers");
    }
    int end = from + HEADER_BYTES;
    for (int i = 0; i < count; i++) {
      if (in.limit() - end < Integer.BYTES) {
        return null;
      }
      int length = in.getInt(end);
      end += Integer.BYTES;
      if (length < 0 || length > from + in.capacity() - end) {
        throw new BadClientException(
            "it sent a buffer of " + length + " bytes in a frame of at most " + in.capacity());
      }
      if (length > in.limit() - end) {
        return null;
      }
      end += length;
    }
    return complete(in, count, end);
  }

  private static Frame complete(ByteBuffer in, int count, int end) {
    int serial = in.getInt();
    in.getInt(); // the count
    byte[] payload = new byte[end - in.position() - count * Integer.BYTES];
    int filled = 0;
    for (int i = 0; i < count; i++) {
      int length = in.getInt();
      in.get(payload, filled, length);
      filled += length;
    }
    return new Frame(serial, payload);
  }

  int serial() {
    return serial;
  }

  byte[] payload() {
    return payload;
  }
}
