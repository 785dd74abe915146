// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.holdfast.core.Submission;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's connection. Everything but {@link #settled} runs on its event loop. */
final class RelpConnection<T> extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(RelpConnection.class);
  private static final long FAREWELL_MILLIS = 200;
  private static final String OFFERS =
      "200 OK\nrelp_version=0\nrelp_software=holdfast,0.1.0\ncommands=syslog";

  private final String partition;
  private final RelpSource<T> source;
  private final RelpLimits limits;
  private final RelpFrameDecoder decoder;
  private final AtomicBoolean writing = new AtomicBoolean();

  /** What is not handed over yet, in its order; at the end of a session, its close. */
  private final Deque<Pending<T>> pending = new ArrayDeque<>();

  /** What has come in the current read, or null. */
  private RelpBatch<T> gathered;

  private Channel channel;
  private String peer;
  private RelpAnswers answers;
  private RelpWatch watch;
  private int expected = 1;
  private boolean open;

  /** Nothing more is taken, and nothing answered that is not durable. */
  private boolean ending;

  /** The client is not there any more; what it has sent is stored all the same. */
  private boolean gone;

  /** Whether its partition is to end when nothing of it is pending. */
  private boolean inactive;

  /** Whether the first of what is pending waits for something. */
  private boolean waiting;

  /** What it has taken of the memory, and not handed over yet. */
  private long held;

  private boolean waitingForMemory;

  RelpConnection(String partition, RelpSource<T> source, RelpLimits limits) {
    this.partition = partition;
    this.source = source;
    this.limits = limits;
    decoder =
        new RelpFrameDecoder(limits.messageBytes(), limits.truncates(), this::isHeld, source::read);
  }

  /** To be before it in the pipeline. */
  RelpFrameDecoder decoder() {
    return decoder;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel = context.channel();
    peer = partition + " at " + channel.remoteAddress();
    answers = new RelpAnswers(channel);
    watch = new RelpWatch(channel, limits, answers, this::drop);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    watch.requireOpen(() -> open);
    context.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (ending) {
      return;
    }
    RelpFrame frame = (RelpFrame) message;
    watch.endOfFrame();
    if (frame.transaction() != expected) {
      drop("transaction %d came where %d is due".formatted(frame.transaction(), expected));
      return;
    }
    expected = RelpFrame.transactionAfter(expected);
    switch (frame.command()) {
      case "open":
        open(frame);
        break;
      case "syslog":
        message(frame);
        break;
      case "close":
        close(frame);
        break;
      default:
        drop("there is no command " + frame.command());
    }
  }

  private void open(RelpFrame frame) {
    String refusal =
        open ? "protocol error: connection already open" : RelpOffers.refusal(frame.data());
    if (refusal != null) {
      answers.send(frame.transaction(), "500 " + refusal);
      drop(refusal);
      return;
    }
    open = true;
    giveBack(frame.data().length);
    answers.send(frame.transaction(), OFFERS);
    channel.flush();
  }

  private void message(RelpFrame frame) {
    if (!open) {
      drop("a message came before a session was opened");
      return;
    }
    source.received(frame);
    if (gathered == null || !gathered.add(frame)) {
      handOver();
      gathered = source.begin(frame);
    }
    if (source.isFull(gathered)) {
      handOver();
    }
  }

  /** Answered in its turn: whoever is answered forgets what he has not been answered for. */
  private void close(RelpFrame frame) {
    if (!open) {
      drop("a close came before a session was opened");
      return;
    }
    handOver();
    giveBack(frame.data().length);
    pending.add(new Pending<>(null, frame.transaction()));
    goOn();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    handOver();
    source.readComplete();
    if (!ending && decoder.isInside()) {
      watch.insideFrame();
    }
    context.fireChannelReadComplete();
  }

  private void handOver() {
    if (gathered != null) {
      pending.add(new Pending<>(gathered, 0));
      gathered = null;
      goOn();
    }
  }

  /** Goes on with what is pending, until it has to wait. */
  private void goOn() {
    while (!waiting && !pending.isEmpty()) {
      Pending<T> next = pending.peek();
      if (next.batch == null) {
        pending.remove();
        answers.addClose(next.close);
        write();
      } else if (next.batch.hasPoison()) {
        waiting = true;
        source.tell(next.batch.takePoison(), channel, this::told);
      } else {
        waiting = true;
        source.inTurn(() -> isTaken(next.batch));
      }
    }
    if (inactive && pending.isEmpty()) {
      inactive = false;
      giveBack(held);
      source.partitionEnded(partition);
    }
    readOrNot();
  }

  private void told() {
    waiting = false;
    goOn();
  }

  /** Says false if there is no room. */
  private boolean isTaken(RelpBatch<T> batch) {
    if (ending) {
      return true;
    }
    Optional<Submission> submission = source.submit(partition, batch);
    if (submission.isEmpty()) {
      return false;
    }
    pending.remove();
    giveBack(batch.bytes());
    waiting = false;
    RelpAnswers.Entry entry = answers.add(batch);
    var unused =
        submission
            .get()
            .durable()
            .whenComplete(
                (stored, failure) -> {
                  entry.settle(failure == null);
                  source.settled(batch.count());
                  settled();
                });
    goOn();
    return true;
  }

  /** Called by the engine's thread: lets the loop write, once for all that comes until it does. */
  private void settled() {
    if (writing.compareAndSet(false, true)) {
      channel.eventLoop().execute(this::writeSettled);
    }
  }

  private void writeSettled() {
    writing.set(false);
    write();
  }

  private void write() {
    if (!ending && answers.write()) {
      end(false);
    }
    readOrNot();
    source.answered();
  }

  /** While there is no room, or the client does not read its answers, nothing more is taken. */
  private void readOrNot() {
    boolean reads = ending || (pending.isEmpty() && !waitingForMemory && !isAtBound());
    if (reads && !channel.config().isAutoRead()) {
      watch.readsAgain();
    }
    channel.config().setAutoRead(reads);
    watch.requireReader(this::isStuck);
  }

  private boolean isStuck() {
    return !ending && isAtBound() && answers.areUnread();
  }

  private boolean isAtBound() {
    return answers.count() >= limits.unansweredMessages()
        || answers.bytes() >= limits.unansweredBytes();
  }

  /** Takes memory for the data of a frame; if there is none, goes on when there is. */
  private boolean isHeld(int bytes) {
    boolean taken = source.memory().take(bytes);
    if (taken) {
      held += bytes;
    } else {
      waitingForMemory = true;
      source.memory().await(bytes, () -> proceed(bytes));
      readOrNot();
    }
    return taken;
  }

  private void proceed(int bytes) {
    waitingForMemory = false;
    held += bytes;
    if (ending || !channel.isActive()) {
      giveBack(bytes);
      return;
    }
    try {
      decoder.proceed();
    } catch (Exception e) {
      channel.pipeline().fireExceptionCaught(e); // as if it had come just now
    }
    readOrNot();
  }

  private void giveBack(long bytes) {
    held -= bytes;
    source.memory().giveBack(bytes);
  }

  /** The session ends: writes what is due, and that it is the end. */
  void endSession() {
    if (!ending) {
      boolean unused = answers.write();
      end(true);
    }
  }

  private void end(boolean byServer) {
    forget();
    answers.end(byServer);
    channel.config().setAutoRead(true);
    var unused =
        channel.eventLoop().schedule(this::disconnect, FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void disconnect() {
    ChannelFuture unused = channel.close();
  }

  /** The client is to go, and is told nothing. */
  private void drop(String reason) {
    if (ending) {
      return;
    }
    log(reason);
    forget();
    channel.flush();
    disconnect();
  }

  /** Takes nothing more, and hands nothing over. */
  private void forget() {
    ending = true;
    watch.endOfFrame();
    gathered = null;
    pending.clear();
    decoder.ignoreAll();
    giveBack(held);
  }

  /** The client has gone before it was answered that the session is closed. */
  private void leave(String how) {
    if (ending || gone) {
      return;
    }
    gone = true;
    if (open || decoder.position() > 0) { // else somebody has only looked whether we are there
      log(
          "it has gone %s%s; %,d messages are unanswered"
              .formatted(
                  decoder.isInside() ? "in the middle of a frame" : "without a close",
                  how,
                  answers.count() + pending.stream().mapToInt(Pending::messages).sum()));
    }
    disconnect();
  }

  private void log(String reason) {
    source.broken();
    log.warn("{} is disconnected after {} bytes: {}", peer, decoder.position(), reason);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel.isWritable()) {
      write();
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      leave("");
    } else if (event instanceof SslHandshakeCompletionEvent handshake) {
      SSLEngine engine = channel.pipeline().get(SslHandler.class).engine();
      if (handshake.isSuccess()) {
        requirePermitted(engine.getSession());
      } else if (ServerTls.hasGone(handshake.cause(), engine)) {
        drop(source.tls().reasonToGo());
      }
    }
    context.fireUserEventTriggered(event);
  }

  private void requirePermitted(SSLSession session) {
    String refusal = source.refusal(session);
    if (refusal != null) {
      drop(refusal);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    leave("");
    source.ended(this);
    inactive = true;
    goOn();
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Throwable reason =
        cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
    if (reason instanceof MalformedFrameException) {
      drop(reason.getMessage());
    } else if (reason instanceof SSLException e) {
      drop(source.tls().reason(e));
    } else if (reason instanceof IOException) {
      leave(" (%s)".formatted(reason.getMessage()));
    } else {
      source.failed(reason);
    }
  }

  /** A batch, or the end of the session with the number of its transaction. */
  private static final class Pending<T> {
    private final RelpBatch<T> batch;
    private final int close;

    Pending(RelpBatch<T> batch, int close) {
      this.batch = batch;
      this.close = close;
    }

    int messages() {
      return batch == null ? 0 : batch.count();
    }
  }
}
