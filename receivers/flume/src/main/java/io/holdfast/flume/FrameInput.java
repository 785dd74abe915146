// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads frames of Avro IPC from a stream, as {@link FrameReader} does from an event loop's buffers:
 * allocates only what has come, up to what was announced, and only if that is within the bound. Not
 * thread-safe.
 */
final class FrameInput {
  private final DataInputStream in;
  private final int maxFrameBytes;
  private int firstByte;

  FrameInput(InputStream in, int maxFrameBytes) {
    this.in = new DataInputStream(in);
    this.maxFrameBytes = maxFrameBytes;
  }

  /** Waits until a frame begins. */
  void await() throws IOException {
    firstByte = in.read();
    if (firstByte < 0) {
      throw new EOFException("it has closed the connection");
    }
  }

  /**
   * The bytes of the frame that {@link #await} has found, without what frames them.
   *
   * @throws MalformedBytesException if it is not the answer to the request of that number
   */
  byte[] read(int serial) throws IOException {
    try {
      return readRest(serial);
    } catch (EOFException e) {
      throw new IOException("it has closed the connection within an answer", e);
    }
  }

  private byte[] readRest(int serial) throws IOException {
    int answered =
        firstByte << 24
            | in.readUnsignedByte() << 16
            | in.readUnsignedByte() << 8
            | in.readUnsignedByte();
    if (answered != serial) {
      throw new MalformedBytesException(
          "an answer to the request %d in the place of that to %d".formatted(answered, serial));
    }
    int buffers = in.readInt();
    // Each takes four bytes at least, though they may be empty.
    if (buffers < 1 || buffers > maxFrameBytes / Integer.BYTES) {
      throw new MalformedBytesException("a frame of %d buffers".formatted(buffers));
    }
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    for (int i = 0; i < buffers; i++) {
      int length = in.readInt();
      if (length < 0 || length > maxFrameBytes - frame.size()) {
        throw new MalformedBytesException(
            "a buffer of %d bytes in a frame of at most %d".formatted(length, maxFrameBytes));
      }
      byte[] buffer = in.readNBytes(length); // which allocates as bytes come
      if (buffer.length < length) {
        throw new EOFException();
      }
      frame.writeBytes(buffer);
    }
    return frame.toByteArray();
  }
}
