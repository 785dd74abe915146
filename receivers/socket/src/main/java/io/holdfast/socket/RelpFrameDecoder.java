// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Reads frames: {@code TXNR SP COMMAND SP DATALEN [SP DATA] LF}. Strict, but that a frame without
 * data may have the second space. Holds no more than a frame may have, and nothing is allocated for
 * what is only announced.
 */
final class RelpFrameDecoder extends ByteToMessageDecoder {
  private static final int MAX_DIGITS = 9;
  private static final int MAX_COMMAND = 32;

  /** What is read next. */
  private enum Part {
    TRANSACTION,
    COMMAND,
    LENGTH,
    ROOM,
    DATA,
    REST,
    END,
    NOTHING
  }

  private final int maxDataBytes;
  private final boolean truncates;

  /** Takes memory for so many bytes, or says that there is none. */
  private final IntPredicate memory;

  private final Runnable read;

  private final StringBuilder command = new StringBuilder(MAX_COMMAND);

  private ChannelHandlerContext own;
  private Part part = Part.TRANSACTION;
  private long position;
  private int digits;
  private int transaction;
  private int length;
  private byte[] data;
  private int rest;

  /**
   * Begins.
   *
   * @param memory is asked before anything is kept of data; if it says false, nothing more is read
   *     until {@link #proceed}
   * @param read is told when bytes have come, before anything is made of them
   */
  RelpFrameDecoder(int maxDataBytes, boolean truncates, IntPredicate memory, Runnable read) {
    this.maxDataBytes = maxDataBytes;
    this.truncates = truncates;
    this.memory = memory;
    this.read = read;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    own = context;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
    read.run();
    super.channelRead(context, bytes);
  }

  /** There is memory for the data that had to wait: goes on with what has come. */
  void proceed() throws Exception {
    part = Part.DATA;
    channelRead(own, Unpooled.EMPTY_BUFFER);
    channelReadComplete(own);
  }

  /** How many bytes of the connection have been read. */
  long position() {
    return position;
  }

  /** Whether a frame has begun and is not complete. */
  boolean isInside() {
    return part != Part.TRANSACTION || digits > 0;
  }

  /** From now on all that comes is passed over. */
  void ignoreAll() {
    part = Part.NOTHING;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws MalformedFrameException {
    if (part == Part.NOTHING) {
      in.skipBytes(in.readableBytes());
      return;
    }
    try {
      while (in.isReadable() && out.isEmpty()) {
        if (!read(in, out)) {
          return;
        }
      }
    } catch (MalformedFrameException e) {
      ignoreAll();
      throw e;
    }
  }

  /** Says false if more has to come first. */
  private boolean read(ByteBuf in, List<Object> out) throws MalformedFrameException {
    switch (part) {
      case ROOM:
        if (!memory.test(dataBytes())) {
          return false;
        }
        part = Part.DATA;
        return true;
      case DATA:
        return readData(in);
      case REST:
        passOver(in);
        return true;
      default:
        readHeader((char) in.readUnsignedByte(), out);
        position++;
        return true;
    }
  }

  private boolean readData(ByteBuf in) {
    int size = dataBytes();
    if (in.readableBytes() < size) {
      return false; // they are kept together until then, and no more than that
    }
    data = new byte[size];
    in.readBytes(data);
    position += size;
    rest = length - size;
    part = rest > 0 ? Part.REST : Part.END;
    return true;
  }

  /** How many of the data are kept. */
  private int dataBytes() {
    return Math.min(length, maxDataBytes);
  }

  private void passOver(ByteBuf in) {
    int skipped = Math.min(rest, in.readableBytes());
    in.skipBytes(skipped);
    position += skipped;
    rest -= skipped;
    part = rest > 0 ? Part.REST : Part.END;
  }

  private void readHeader(char c, List<Object> out) throws MalformedFrameException {
    switch (part) {
      case TRANSACTION:
        if (c == ' ' && digits > 0) {
          begin(Part.COMMAND);
        } else {
          transaction = 10 * transaction + digit(c, "a transaction number");
        }
        break;
      case COMMAND:
        if (c == ' ' && command.length() > 0) {
          begin(Part.LENGTH);
        } else {
          letter(c);
        }
        break;
      case LENGTH:
        readLength(c, out);
        break;
      default:
        if (c == '\n') {
          complete(out);
        } else {
          throw malformed("a frame does not end with a line feed after its data");
        }
    }
  }

  private void readLength(char c, List<Object> out) throws MalformedFrameException {
    if (c == ' ' && digits > 0) {
      checkLength();
      part = length == 0 ? Part.END : Part.ROOM;
    } else if (c == '\n' && digits > 0) {
      if (length > 0) {
        throw malformed("a frame ends before its %d bytes of data".formatted(length));
      }
      complete(out);
    } else {
      length = 10 * length + digit(c, "a length");
    }
  }

  private void checkLength() throws MalformedFrameException {
    if (length > maxDataBytes && !truncates) {
      throw malformed(
          "a frame has %,d bytes of data, and may have %,d".formatted(length, maxDataBytes));
    }
  }

  private int digit(char c, String what) throws MalformedFrameException {
    if (c < '0' || c > '9') {
      throw malformed("0x%02X in %s, which is of digits".formatted((int) c, what));
    }
    if (++digits > MAX_DIGITS) {
      throw malformed("%s of more than %d digits".formatted(what, MAX_DIGITS));
    }
    return c - '0';
  }

  private void letter(char c) throws MalformedFrameException {
    if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z')) {
      throw malformed("0x%02X in a command, which is of letters".formatted((int) c));
    }
    if (command.length() == MAX_COMMAND) {
      throw malformed("a command of more than %d letters".formatted(MAX_COMMAND));
    }
    command.append(c);
  }

  private void complete(List<Object> out) {
    byte[] all = data == null ? new byte[0] : data;
    out.add(new RelpFrame(transaction, command.toString(), all, length > all.length));
    begin(Part.TRANSACTION);
    transaction = 0;
    length = 0;
    data = null;
    command.setLength(0);
  }

  private void begin(Part next) {
    part = next;
    digits = 0;
  }

  private MalformedFrameException malformed(String reason) {
    return new MalformedFrameException(position, reason);
  }
}
