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
  private static final byte[] OK = " rsp 6 200 OK\n".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_DIGITS = 9;

  private final Channel channel;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private int count;
  private long bytes;
  private long written;

  RelpAnswers(Channel channel) {
    this.channel = channel;
  }

  /** What becomes of frames that came one after the other. Its state is set once, by any thread. */
  static final class Entry {
    private final int firstTransaction;
    private final int count;
    private final long size;
    private final boolean closes;
    private volatile Boolean stored;

    private Entry(int firstTransaction, int count, long size, boolean closes) {
      this.firstTransaction = firstTransaction;
      this.count = count;
      this.size = size;
      this.closes = closes;
    }

    void settle(boolean isStored) {
      stored = isStored;
    }
  }

  Entry add(RelpBatch<?> batch) {
    return enqueue(new Entry(batch.firstTransaction(), batch.count(), batch.bytes(), false));
  }

  /** The answer to a close, after which there is nothing more. */
  void addClose(int transaction) {
    enqueue(new Entry(transaction, 1, 0, true)).settle(true);
  }

  private Entry enqueue(Entry entry) {
    entries.add(entry);
    count += entry.count;
    bytes += entry.size;
    return entry;
  }

  int count() {
    return count;
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
      count -= entry.count;
      bytes -= entry.size;
      ends = !entry.stored || entry.closes;
      if (entry.closes) {
        send(entry.firstTransaction, "");
      } else if (entry.stored) {
        sendOk(entry);
      }
      written |= entry.stored;
    }
    if (written) {
      channel.flush();
    }
    return ends;
  }

  /** Whether answers are due, and the client does not read those before them. */
  boolean areUnread() {
    return isDue() && !channel.isWritable();
  }

  /** Grows as the client reads. */
  long progress() {
    return written - channel.bytesBeforeWritable();
  }

  private boolean isDue() {
    return !entries.isEmpty() && entries.peek().stored != null;
  }

  private void sendOk(Entry entry) {
    ByteBuf answers = channel.alloc().buffer(entry.count * (MAX_DIGITS + OK.length));
    int transaction = entry.firstTransaction;
    for (int i = 0; i < entry.count; i++) {
      writeNumber(answers, transaction);
      answers.writeBytes(OK);
      transaction = RelpFrame.transactionAfter(transaction);
    }
    write(answers);
  }

  private static void writeNumber(ByteBuf out, int number) {
    int power = 1;
    while (number / power >= 10) {
      power *= 10;
    }
    for (; power > 0; power /= 10) {
      out.writeByte('0' + number / power % 10);
    }
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
    write(frame.writeByte('\n'));
  }

  private void write(ByteBuf out) {
    written += out.readableBytes();
    ChannelFuture unused = channel.write(out, channel.voidPromise());
  }
}
