// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Queue;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Undoes the compression of an agent with {@code compression-type = deflate}, a little at a time
 * and only when asked, so that small input which grows large takes no memory. Not thread-safe; one
 * for each connection.
 */
final class Inflation {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final Inflater inflater = new Inflater();

  /** The next bytes, to be released by the caller; null if more input is needed. */
  ByteBuf next(Queue<ByteBuf> input, ByteBufAllocator allocator) {
    ByteBuf chunk = allocator.heapBuffer(CHUNK_BYTES, CHUNK_BYTES);
    try {
      int length = inflate(input, chunk);
      if (length > 0) {
        return chunk.writerIndex(chunk.writerIndex() + length).retain();
      }
      return null;
    } catch (DataFormatException e) {
      throw new MalformedBytesException("the input is not deflated: " + e.getMessage(), e);
    } finally {
      chunk.release();
    }
  }

  private int inflate(Queue<ByteBuf> input, ByteBuf chunk) throws DataFormatException {
    while (true) {
      int length =
          inflater.inflate(
              chunk.array(), chunk.arrayOffset() + chunk.writerIndex(), chunk.writableBytes());
      if (length > 0) {
        return length;
      }
      if (inflater.finished() || inflater.needsDictionary()) {
        throw new MalformedBytesException("the deflated stream has ended");
      }
      ByteBuf next = input.poll();
      if (next == null) {
        return 0;
      }
      byte[] bytes = new byte[next.readableBytes()];
      next.readBytes(bytes).release();
      inflater.setInput(bytes);
    }
  }

  void close() {
    inflater.end();
  }
}
