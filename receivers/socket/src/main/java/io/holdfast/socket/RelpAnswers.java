// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What is still to be answered on a connection, in the order in which it came. A failure at the
 * head ends the connection without an answer, and so do the answers behind it: the client sends all
 * that again. Used by the connection's event loop.
 */
final class RelpAnswers {
  private static final String OK = "200 OK";

  private final Channel channel;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private long bytes;

  RelpAnswers(Channel channel) {
    this.channel = channel;
  }

  /** What becomes of one frame. Its state is set by any thread, and only ever once. */
  static final class Entry {
    private final int transaction;
    private final int size;
    private final boolean closes;
    private volatile Boolean stored;

    private Entry(int transaction, int size, boolean closes) {
      this.transaction = transaction;
      this.size = size;
      this.closes = closes;
    }

    void settle(boolean isStored) {
      stored = isStored;
    }
  }

  Entry add(int transaction, int size) {
    return enqueue(new Entry(transaction, size, false));
  }

  /** The answer to a close, after which there is nothing more. */
  void addClose(int transaction) {
    enqueue(new Entry(transaction, 0, true)).settle(true);
  }

  private Entry enqueue(Entry entry) {
    entries.add(entry);
    bytes += entry.size;
    return entry;
  }

  int count() {
    return entries.size();
  }

  long bytes() {
    return bytes;
  }

  /**
   * Writes the answers that are due, as far as the client reads them.
   *
   * @return whether the connection is to end now
   */
  boolean write() {
    boolean written = false;
    boolean ends = false;
    while (!ends && isDue() && channel.isWritable()) {
      Entry entry = entries.remove();
      bytes -= entry.size;
      ends = !entry.stored || entry.closes;
      if (entry.stored) {
        send(entry.transaction, entry.closes ? "" : OK);
        written = true;
      }
    }
    if (written) {
      channel.flush();
    }
    return ends;
  }

  private boolean isDue() {
    return !entries.isEmpty() && entries.peek().stored != null;
  }

  /** Writes one answer and does not flush. */
  void send(int transaction, String data) {
    frame(transaction, "rsp", data);
  }

  /**
   * Tells the client that this is the end, and gives it time to read it: a connection that is
   * closed with something unread takes answers along that are on their way.
   */
  void end(boolean byServer) {
    if (byServer) {
      frame(0, "serverclose", "");
    }
    channel
        .writeAndFlush(channel.alloc().buffer(0))
        .addListener((ChannelFutureListener) this::sayNoMore);
  }

  private void sayNoMore(ChannelFuture last) {
    ChannelFuture unused =
        last.isSuccess() ? ((DuplexChannel) channel).shutdownOutput() : channel.close();
  }

  private void frame(int transaction, String command, String data) {
    byte[] bytesOfData = data.getBytes(StandardCharsets.UTF_8);
    String header = transaction + " " + command + " " + bytesOfData.length;
    ByteBuf frame = channel.alloc().buffer(header.length() + bytesOfData.length + 2);
    frame.writeCharSequence(header, StandardCharsets.US_ASCII);
    if (bytesOfData.length > 0) {
      frame.writeByte(' ').writeBytes(bytesOfData);
    }
    ChannelFuture unused = channel.write(frame.writeByte('\n'), channel.voidPromise());
  }
}
