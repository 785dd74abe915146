// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The receiver's side of a connection: reads one request, answers it when it is settled, and then
 * reads the next, so that what is sent on a connection is stored in its order. Used by its event
 * loop, which it never keeps waiting, but for what says otherwise.
 *
 * @param <T> the type of the records
 */
final class PushConnection<T> extends ChannelInboundHandlerAdapter implements Answered {
  private static final Logger log = LoggerFactory.getLogger(PushConnection.class);
  private static final AtomicLong NUMBERS = new AtomicLong();

  /** What a client may take to close a connection after the last answer. */
  private static final long LINGER_MILLIS = 1_000;

  private static final long NONE = Long.MIN_VALUE;

  private final PushService<T> service;
  private final ServerTls tls;
  private final Handshake handshake;
  private final Queue<ByteBuf> incoming = new ArrayDeque<>();

  /** Null if the agent does not compress. */
  private final Inflation inflation;

  private ChannelHandlerContext ctx;
  private FrameReader reader;
  private String peer;

  /** What is to be read next, or null. */
  private ByteBuf plain;

  private PushRequest request;
  private int serial;
  private Handover<T> handover;
  private Future<?> patience;
  private boolean begun;
  private boolean busy;
  private boolean finishing;
  private boolean ending;
  private boolean processing;

  /** When the frame that is not complete has begun, or {@link #NONE}; for any thread. */
  private volatile long frameSince = System.nanoTime();

  /** When something came or was answered last; for any thread. */
  private volatile long activeSince = frameSince;

  /** Whether the client waits for an answer; for any thread. */
  private volatile boolean waiting;

  /**
   * A connection that nothing has come over.
   *
   * @param tls null for plain TCP
   */
  PushConnection(PushService<T> service, ServerTls tls) {
    this.service = service;
    this.tls = tls;
    handshake = new Handshake(service.protocols);
    inflation = service.settings.deflate ? new Inflation() : null;
  }

  @Override
  public long nanosActive(long now) {
    return waiting ? 0 : Math.max(0, activeSince + QUIET_NANOS - now);
  }

  /** Closes it if its client takes too long to send a frame. Any thread. */
  void checkFrameTime(long now) {
    long since = frameSince;
    long millis = service.settings.frameTimeoutMillis;
    if (since != NONE && now - since > TimeUnit.MILLISECONDS.toNanos(millis)) {
      onLoop(() -> fail("it did not send a whole request within %d ms".formatted(millis)));
    }
  }

  /** Answers what is due, and then ends it. Any thread. */
  ChannelFuture finish() {
    onLoop(
        () -> {
          finishing = true;
          if (handover != null) {
            closeNow(); // nobody will say any more whether it is durable
          } else if (!busy) {
            end();
          }
        });
    return ctx.channel().closeFuture();
  }

  private void onLoop(Runnable task) {
    try {
      ctx.executor().execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("The event loop of {} has ended", peer, e);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
    reader =
        new FrameReader(
            ctx.alloc(),
            service.memory,
            service.settings.maxFrameBytes,
            () -> onLoop(this::process));
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    peer = ctx.channel().remoteAddress() + " number " + NUMBERS.incrementAndGet();
    if (!service.connections.add(this)) {
      service.refused(peer);
      ending = true;
      closeNow();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (ending) {
      bytes.release();
      return;
    }
    activeSince = System.nanoTime();
    if (!begun) {
      begun = true;
      frameSince = NONE;
    }
    incoming.add(bytes);
    process();
  }

  /** Reads requests as long as there are bytes and nothing to wait for. */
  private void process() {
    if (processing || ending) {
      return; // an answer that could be written at once comes back to here
    }
    processing = true;
    try {
      boolean go = true;
      while (go && !busy && !ending && refill()) {
        go = read();
      }
      if (!ending) {
        // Bytes that cannot be read yet are all that is held of this client.
        ctx.channel().config().setAutoRead(!refill());
      }
    } catch (MalformedBytesException e) {
      fail(e.getMessage());
    } finally {
      processing = false;
    }
  }

  /** Whether there are bytes to read. */
  private boolean refill() {
    while (plain == null || !plain.isReadable()) {
      if (plain != null) {
        plain.release();
      }
      plain = inflation == null ? incoming.poll() : inflation.next(incoming, ctx.alloc());
      if (plain == null) {
        return false;
      }
    }
    return true;
  }

  /** Reads on in the current frame; false if there is no memory for it now. */
  private boolean read() {
    if (reader.read(plain)) {
      long since = frameSince == NONE ? System.nanoTime() : frameSince;
      frameSince = NONE;
      busy = true;
      waiting = true;
      serve(since);
    } else if (frameSince == NONE && reader.isInside()) {
      frameSince = System.nanoTime();
    }
    return !reader.isWaiting();
  }

  private void serve(long sinceNanos) {
    ByteBuf frame = reader.frame();
    int from = frame.arrayOffset() + frame.readerIndex();
    request =
        PushRequest.read(
            frame.array(),
            from,
            from + frame.readableBytes(),
            handshake,
            service.settings.maxBatchEvents);
    serial = reader.serial();
    reader.next();
    if (request.immediateAnswer().isPresent()) {
      write(request.immediateAnswer().get(), false);
      return;
    }
    long left = service.patience.toNanos() - (System.nanoTime() - sinceNanos);
    if (left <= 0) {
      answerFailed();
      return;
    }
    handOver(left);
  }

  private void handOver(long patienceNanos) {
    Settled settled = new Settled();
    handover = service.handover(peer, settled);
    settled.of = handover;
    patience = ctx.executor().schedule(this::patienceEnds, patienceNanos, TimeUnit.NANOSECONDS);
    service.handOver(handover, request.events(), peer);
  }

  /** Brings the end of a handover, which any thread may tell, to the event loop. */
  private final class Settled implements Handover.Listener {
    private Handover<T> of;

    @Override
    public void settled(boolean durable, boolean maybeStored) {
      // Before its turn on the loop: who was answered earlier and sends again is not alone.
      toBeAnswered();
      onLoop(() -> PushConnection.this.settled(of, durable, maybeStored));
    }
  }

  private void toBeAnswered() {
    activeSince = System.nanoTime();
    waiting = false;
  }

  private void settled(Handover<T> settled, boolean durable, boolean maybeStored) {
    if (settled != handover) {
      // It was answered FAILED, or nobody waits any more; it will come again.
      if (maybeStored) {
        service.metrics.ambiguous();
      }
      return;
    }
    handover = null;
    patience.cancel(false);
    if (durable) {
      write(request.answer(SourceProtocol.OK), false);
      return;
    }
    if (maybeStored) {
      service.metrics.ambiguous();
    }
    answerFailed();
  }

  /** The agent is told before it stops to wait; what is stored all the same comes twice. */
  private void patienceEnds() {
    if (handover != null) {
      giveUp();
      answerFailed();
    }
  }

  private void giveUp() {
    Handover<T> given = handover;
    handover = null;
    given.giveUp();
  }

  /** And nothing more is taken on this connection, or it could come before what has failed. */
  private void answerFailed() {
    service.metrics.failed();
    write(request.answer(SourceProtocol.FAILED), true);
  }

  private void write(byte[] answer, boolean last) {
    ByteBuf out = ctx.alloc().buffer(3 * Integer.BYTES + answer.length);
    out.writeInt(serial).writeInt(1).writeInt(answer.length).writeBytes(answer);
    request = null;
    toBeAnswered();
    reader.giveBack();
    ChannelFuture unused =
        ctx.writeAndFlush(out)
            .addListener(
                written -> {
                  busy = false;
                  if (!written.isSuccess()) {
                    closeNow();
                  } else if (last || finishing) {
                    end();
                  } else {
                    process();
                  }
                });
  }

  /** Closes it so that the client still reads what was written. */
  private void end() {
    if (ending) {
      return;
    }
    ending = true;
    releaseInput();
    ctx.channel().config().setAutoRead(true); // what comes is dropped, up to the client's own end
    if (ctx.pipeline().get(SslHandler.class) == null
        && ctx.channel() instanceof SocketChannel socket) {
      ChannelFuture unusedShut = socket.shutdownOutput();
      Future<?> unused =
          ctx.executor().schedule(this::closeNow, LINGER_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      closeNow();
    }
  }

  private void fail(String reason) {
    if (!ending) {
      ending = true;
      service.broken(peer, reason);
      closeNow();
    }
  }

  private void closeNow() {
    ChannelFuture unused = ctx.close();
  }

  private void releaseInput() {
    for (ByteBuf next = incoming.poll(); next != null; next = incoming.poll()) {
      next.release();
    }
    if (plain != null) {
      plain.release();
      plain = null;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    service.connections.remove(this);
    ending = true;
    if (handover != null) {
      patience.cancel(false);
      giveUp();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    ending = true;
    service.connections.remove(this);
    releaseInput();
    reader.close();
    if (inflation != null) {
      inflation.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof DecoderException && cause.getCause() instanceof SSLException e) {
      fail(tls.reason(e));
    } else if (cause instanceof IOException) {
      log.debug("The connection from {} is gone", peer, cause); // as connections go
      closeNow();
    } else {
      fail(cause.getMessage());
    }
  }
}
