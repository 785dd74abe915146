// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.holdfast.core.Intake;
import io.holdfast.core.PushSource;
import io.holdfast.core.SourceContext;
import io.holdfast.core.SourceMetrics.Counter;
import io.holdfast.core.Submission;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server of RELP for one session. One event loop serves all of its connections. */
final class RelpSource<T> implements PushSource<T> {
  private static final Logger log = LoggerFactory.getLogger(RelpSource.class);
  private static final WriteBufferWaterMark UNREAD_ANSWERS =
      new WriteBufferWaterMark(8 << 10, 32 << 10);

  private final RelpAddress address;
  private final RelpLimits limits;
  private final Duration quiet;

  /** Null for plain TCP. */
  private final ServerTls tls;

  /** Null for all to whom TLS was spoken. */
  private final PermittedPeers permittedPeers;

  private final MessageDelivery<T> delivery;
  private final SourceContext context;
  private final long closeMillis;
  private final Counter cutMessages;
  private final Counter accepted;
  private final Counter refused;
  private final Counter broken;

  private final Set<RelpConnection<T>> connections = new LinkedHashSet<>();
  private final ChannelGroup channels = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
  private final AtomicInteger unanswered = new AtomicInteger();

  /** For dead letters, in their order; its thread begins with the first of them. */
  private final ExecutorService letters =
      Executors.newSingleThreadExecutor(new DefaultThreadFactory("holdfast-relp-letters", true));

  private NioEventLoopGroup group;
  private Channel listener;
  private Intake<T> intake;
  private QuietSeal seal;
  private int count;

  private Turns room;
  private RelpMemory memory;

  RelpSource(
      RelpAddress address,
      RelpLimits limits,
      Duration quiet,
      ServerTls tls,
      PermittedPeers permittedPeers,
      MessageDelivery<T> delivery,
      SourceContext context,
      long closeMillis) {
    this.address = address;
    this.limits = limits;
    this.quiet = quiet;
    this.tls = tls;
    this.permittedPeers = permittedPeers;
    this.delivery = delivery;
    this.context = context;
    this.closeMillis = closeMillis;
    cutMessages = context.metrics().counter("messages.cut");
    accepted = context.metrics().counter("connections.accepted");
    refused = context.metrics().counter("connections.refused");
    broken = context.metrics().counter("connections.broken");
  }

  @Override
  public void start(Intake<T> intake) throws IOException {
    this.intake = intake;
    group = new NioEventLoopGroup(1, new DefaultThreadFactory("holdfast-relp", true));
    EventLoop loop = group.next();
    seal = new QuietSeal(intake, quiet, System::nanoTime);
    memory = new RelpMemory(limits.bufferedBytes(), loop);
    room = new Turns(() -> intake.onRoom(() -> loop.execute(room::serve)));
    listener = bind();
    InetSocketAddress at = (InetSocketAddress) listener.localAddress();
    log.info("Stream {}: listens for RELP at {}", context.streamId(), at);
    context.metrics().gauge("port", at::getPort);
    context.metrics().gauge("connections", channels::size);
    context.metrics().gauge("buffered.bytes", memory::usedBytes);
    context.metrics().gauge("messages.unanswered", unanswered::get);
  }

  private Channel bind() throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNREAD_ANSWERS)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel);
                  }
                });
    if (limits.sendBufferBytes() > 0) {
      bootstrap.childOption(ChannelOption.SO_SNDBUF, limits.sendBufferBytes());
    }
    IOException failure = null;
    for (int port = address.firstPort(); port <= address.lastPort(); port++) {
      ChannelFuture bound = bootstrap.bind(address.host(), port).awaitUninterruptibly();
      if (bound.isSuccess()) {
        return bound.channel();
      }
      failure =
          new IOException(
              "cannot listen at %s:%d: %s"
                  .formatted(address.host(), port, bound.cause().getMessage()),
              bound.cause());
    }
    throw failure;
  }

  private void accept(SocketChannel channel) {
    if (connections.size() >= limits.connections()) {
      refused.add(1);
      log.warn(
          "{} is disconnected: there are {} connections already",
          channel.remoteAddress(),
          connections.size());
      ChannelFuture unused = channel.close();
      return;
    }
    accepted.add(1);
    RelpConnection<T> connection = new RelpConnection<>("connection-" + ++count, this, limits);
    connections.add(connection);
    channels.add(channel);
    if (tls != null) {
      channel.pipeline().addLast(tls.handler(channel.alloc()));
    }
    channel.pipeline().addLast(connection.decoder(), connection);
  }

  /** What all connections share. */
  RelpMemory memory() {
    return memory;
  }

  /** A connection has bytes, and makes messages of them. */
  void read() {
    seal.read();
  }

  /** A connection has handed over what it could make of its bytes. */
  void readComplete() {
    seal.readComplete();
  }

  /** A message has come. */
  void received(RelpFrame frame) {
    if (frame.isCut()) {
      cutMessages.add(1);
    }
  }

  /** The batch that begins with this message. */
  RelpBatch<T> begin(RelpFrame frame) {
    RelpBatch<T> batch = new RelpBatch<>(delivery.begin(), frame.transaction());
    boolean unused = batch.add(frame); // the first always fits
    return batch;
  }

  boolean isFull(RelpBatch<T> batch) {
    return batch.isFull(limits.batchMessages(), limits.batchBytes());
  }

  /**
   * Tells what cannot be decoded, and then goes on: not on the event loop, since the file system of
   * dead letters may be slow.
   */
  void tell(List<RelpBatch.Poison> poison, Channel channel, Runnable then) {
    letters.execute(
        () -> {
          try {
            poison.forEach(message -> tell(message, channel));
            channel.eventLoop().execute(then);
          } catch (RuntimeException | Error e) {
            failed(e);
          }
        });
  }

  private void tell(RelpBatch.Poison poison, Channel channel) {
    RelpFrame frame = poison.frame();
    context.poison(
        "transaction %d from %s".formatted(frame.transaction(), channel.remoteAddress()),
        frame.data(),
        poison.reason());
  }

  /** Lets a connection try to submit, after all who have to wait for room. */
  void inTurn(BooleanSupplier attempt) {
    room.await(attempt);
  }

  /** Empty if there is no room. */
  Optional<Submission> submit(String partition, RelpBatch<T> batch) {
    Optional<Submission> submission = intake.trySubmit(partition, batch.toBatch());
    if (submission.isPresent()) {
      unanswered.addAndGet(batch.count());
      seal.submitted(batch.count());
    }
    return submission;
  }

  /** A submission of so many messages has completed; called by any thread. */
  void settled(int messages) {
    unanswered.addAndGet(-messages);
  }

  /** Answers were written. */
  void answered() {
    seal.unanswered(unanswered.get());
  }

  /** Why that client may not send, or null. */
  String refusal(SSLSession session) {
    if (permittedPeers == null) {
      return null;
    }
    try {
      return permittedPeers.refusal((X509Certificate) session.getPeerCertificates()[0]);
    } catch (GeneralSecurityException | SSLPeerUnverifiedException e) {
      return "its certificate cannot be read: " + e.getMessage();
    }
  }

  /** Never null where TLS is spoken. */
  ServerTls tls() {
    return tls;
  }

  /** A connection is closed for what its client did, or broke. */
  void broken() {
    broken.add(1);
  }

  void ended(RelpConnection<T> connection) {
    connections.remove(connection);
  }

  /** All that a connection has brought is submitted. */
  void partitionEnded(String partition) {
    intake.end(partition);
  }

  void failed(Throwable cause) {
    intake.fail(cause);
  }

  /** Bounded as a whole: a close that takes longer than a drain may is given up by the engine. */
  @Override
  public void close() throws InterruptedException {
    if (group == null) {
      return;
    }
    try {
      if (listener != null) {
        listener.close().await(closeMillis / 4);
        var unused =
            group.next().submit(() -> Set.copyOf(connections).forEach(RelpConnection::endSession));
        channels.newCloseFuture().await(closeMillis / 2);
      }
    } finally {
      Future<?> ended = group.shutdownGracefully(0, closeMillis, TimeUnit.MILLISECONDS);
      ended.await(closeMillis / 8);
      letters.shutdownNow();
      boolean unused = letters.awaitTermination(closeMillis / 8, TimeUnit.MILLISECONDS);
    }
  }
}
