// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Puts frames of Avro IPC together: a serial number, how many buffers follow, and for each its
 * length and its bytes. Allocates only what has come, up to what was announced, and only if that is
 * within the bounds. Not thread-safe; one for each connection.
 */
final class FrameReader {
  private static final int FIRST_BYTES = 512;

  private final ByteBufAllocator allocator;
  private final FrameMemory memory;
  private final int maxFrameBytes;
  private final Runnable onRoom;

  /** Numbers come byte by byte, too. */
  private int number;

  private int numberBytes;
  private State state = State.SERIAL;
  private int serial;
  private int buffersLeft;
  private int bufferBytesLeft;
  private long takenBytes;
  private ByteBuf frame;

  private enum State {
    SERIAL,
    COUNT,
    LENGTH,
    ROOM,
    BYTES,
    COMPLETE
  }

  FrameReader(ByteBufAllocator allocator, FrameMemory memory, int maxFrameBytes, Runnable onRoom) {
    this.allocator = allocator;
    this.memory = memory;
    this.maxFrameBytes = maxFrameBytes;
    this.onRoom = onRoom;
  }

  /** Whether a frame has begun and is not complete. */
  boolean isInside() {
    return state != State.COMPLETE && (state != State.SERIAL || numberBytes > 0);
  }

  /**
   * Reads until a frame is complete, nothing is left, or there is no room for more.
   *
   * @return whether a frame is complete
   */
  boolean read(ByteBuf in) {
    while (state != State.COMPLETE) {
      if (state == State.ROOM) {
        if (!memory.take(this, bufferBytesLeft, onRoom)) {
          return false;
        }
        takenBytes += bufferBytesLeft;
        state = State.BYTES;
      }
      if (state == State.BYTES) {
        int length = Math.min(bufferBytesLeft, in.readableBytes());
        frame.writeBytes(in, length);
        bufferBytesLeft -= length;
        if (bufferBytesLeft > 0) {
          return false;
        }
        nextBuffer();
      } else if (readNumber(in)) {
        acceptNumber();
      } else {
        return false;
      }
    }
    return true;
  }

  /** Whether it waits for room, and not for bytes. */
  boolean isWaiting() {
    return state == State.ROOM;
  }

  private boolean readNumber(ByteBuf in) {
    while (numberBytes < Integer.BYTES && in.isReadable()) {
      number = number << 8 | in.readUnsignedByte();
      numberBytes++;
    }
    if (numberBytes < Integer.BYTES) {
      return false;
    }
    numberBytes = 0;
    return true;
  }

  private void acceptNumber() {
    switch (state) {
      case SERIAL -> {
        serial = number;
        state = State.COUNT;
      }
      case COUNT -> {
        // Each takes four bytes at least, though they may be empty.
        if (number < 1 || number > maxFrameBytes / Integer.BYTES) {
          throw new MalformedBytesException("a frame of %d buffers".formatted(number));
        }
        buffersLeft = number;
        frame = allocator.heapBuffer(FIRST_BYTES);
        state = State.LENGTH;
      }
      case LENGTH -> {
        if (number < 0 || number > maxFrameBytes - frame.readableBytes()) {
          throw new MalformedBytesException(
              "a buffer of %d bytes in a frame of at most %d".formatted(number, maxFrameBytes));
        }
        bufferBytesLeft = number;
        state = State.ROOM;
      }
      default -> throw new IllegalStateException("no number is expected");
    }
  }

  private void nextBuffer() {
    buffersLeft--;
    state = buffersLeft == 0 ? State.COMPLETE : State.LENGTH;
  }

  /** The serial number of the frame that is complete. */
  int serial() {
    return serial;
  }

  /** The bytes of the frame that is complete; valid until {@link #next}. */
  ByteBuf frame() {
    return frame;
  }

  /** Lets the bytes of the frame go, whose memory counts on until {@link #giveBack}. */
  void next() {
    release();
    state = State.SERIAL;
  }

  /** What the last frame took is free. */
  void giveBack() {
    long bytes = takenBytes;
    takenBytes = 0;
    memory.giveBack(this, bytes);
  }

  /** The connection is gone. */
  void close() {
    release();
    giveBack();
  }

  private void release() {
    if (frame != null) {
      frame.release();
      frame = null;
    }
  }
}
