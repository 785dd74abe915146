// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * A client's connection. Whatever it waits for, it waits no longer than it is told to, and notices
 * meanwhile that the client has gone: what is sent ahead is read into a buffer of fixed size.
 *
 * <p>All but {@link #stop} is for one thread. Times are those of {@link System#nanoTime}.
 */
final class Wire implements Closeable {
  /** More than any request: the longest has the client's protocol in it, with its licence. */
  private static final int BUFFER_BYTES = 64 * 1024;

  /** Java keeps a copy outside of the heap of what is written at once, for each thread. */
  private static final int WRITE_BYTES = 64 * 1024;

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final String peer;
  private final long requestNanos;

  /** Ready to be read from. */
  private final ByteBuffer in = (ByteBuffer) ByteBuffer.allocate(BUFFER_BYTES).flip();

  /** Whether a frame has begun at {@link #begunNanos}. */
  private boolean begun;

  private long begunNanos;
  private volatile boolean stopped;

  /**
   * Takes over a connection, which it closes if that fails.
   *
   * @param requestNanos how long a client may take to send what it has begun
   */
  Wire(SocketChannel channel, long requestNanos) throws IOException {
    this.channel = channel;
    this.requestNanos = requestNanos;
    Selector opened = null;
    try {
      peer = String.valueOf(channel.getRemoteAddress());
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      opened = Selector.open();
      key = channel.register(opened, SelectionKey.OP_READ);
      selector = opened;
    } catch (IOException | RuntimeException e) {
      close(channel, opened);
      throw e;
    }
  }

  /**
   * The next frame; null if none has come until then.
   *
   * @throws BadClientException if what comes is none, or does not come to its end in time
   * @throws IOException if the client is gone, or {@link #stop} was called
   */
  Frame frame(long untilNanos) throws IOException {
    while (true) {
      Frame frame = Frame.read(in);
      if (frame != null) {
        begun = false;
        return frame;
      }
      if (!readMore()) {
        long now = System.nanoTime();
        if (now - untilNanos >= 0) {
          return null;
        }
        select(SelectionKey.OP_READ, Math.min(untilNanos - now, leftOfRequest(now)));
      }
    }
  }

  private long leftOfRequest(long now) {
    if (!in.hasRemaining()) {
      return Long.MAX_VALUE;
    }
    if (!begun) {
      begun = true;
      begunNanos = now;
    }
    long left = begunNanos + requestNanos - now;
    if (left <= 0) {
      throw new BadClientException("it did not send a whole request in time");
    }
    return left;
  }

  /**
   * Reads what has come, and returns at once.
   *
   * @throws BadClientException if the client sends ahead more than there is room for
   * @throws IOException if the client is gone, or {@link #stop} was called
   */
  void requireClient() throws IOException {
    while (readMore()) {
      // on, up to the client's end if it is there
    }
  }

  /** Waits so long, or until {@link #requireClient} has something to say. */
  void pause(long millis) throws IOException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      requireClient();
      select(SelectionKey.OP_READ, left);
    }
    requireClient();
  }

  /**
   * Sends all of it.
   *
   * @throws BadClientException if the client has not taken it until then
   * @throws IOException if the client is gone, or {@link #stop} was called
   */
  void write(ByteBuffer out, long untilNanos) throws IOException {
    int end = out.limit();
    while (out.position() < end) {
      out.limit(Math.min(end, out.position() + WRITE_BYTES));
      if (channel.write(out) == 0) {
        long left = untilNanos - System.nanoTime();
        if (left <= 0) {
          throw new BadClientException("it did not read its answer in time");
        }
        select(SelectionKey.OP_WRITE, left);
      }
    }
  }

  /** Whether something was read. */
  private boolean readMore() throws IOException {
    if (stopped) {
      throw new AsynchronousCloseException();
    }
    in.compact();
    try {
      if (!in.hasRemaining()) {
        throw new BadClientException("it sent ahead more than " + BUFFER_BYTES + " bytes");
      }
      int read = channel.read(in);
      if (read < 0) {
        throw new EOFException("the client has closed the connection");
      }
      return read > 0;
    } finally {
      in.flip();
    }
  }

  private void select(int operation, long nanos) throws IOException {
    key.interestOps(operation);
    selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
    selector.selectedKeys().clear();
    if (stopped) {
      throw new AsynchronousCloseException();
    }
  }

  /** Ends whatever waits here, now and later. Any thread. */
  void stop() {
    stopped = true;
    selector.wakeup();
  }

  boolean isStopped() {
    return stopped;
  }

  @Override
  public void close() {
    close(channel, selector);
  }

  private static void close(SocketChannel channel, Selector selector) {
    try {
      channel.close();
      if (selector != null) {
        selector.close(); // and only with it the channel's descriptor
      }
    } catch (IOException e) {
      // It was lost before.
    }
  }

  /** The client's address. */
  @Override
  public String toString() {
    return peer;
  }
}
