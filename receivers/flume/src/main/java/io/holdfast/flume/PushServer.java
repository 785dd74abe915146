// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.compression.ZlibCodecFactory;
import io.netty.handler.codec.compression.ZlibWrapper;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Listens, and serves connections with event loops of its own. One life. */
final class PushServer {
  private static final int COMPRESSION_LEVEL = 6;
  private static final int BACKLOG = 128;

  /** Answers are small, and a client that reads none is to be noticed soon. */
  private static final int SEND_BUFFER_BYTES = 4 * 1024;

  private static final long CHECK_MILLIS = 1_000;
  private static final long FINISH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long LOOPS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final PushService<?> service;
  private final PushSettings settings;
  private final EventLoopGroup loops;
  private Channel listener;

  PushServer(PushService<?> service, int streamId) {
    this.service = service;
    settings = service.settings;
    loops =
        new NioEventLoopGroup(
            settings.ioThreads, new DefaultThreadFactory("flume-push-" + streamId, true));
  }

  /**
   * Binds the first port that is free; returns it.
   *
   * @throws IOException if none is
   */
  int bind() throws IOException, GeneralSecurityException, InterruptedException {
    ServerTls tls = settings.tls().isPresent() ? ServerTls.of(settings.tls().get()) : null;
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
            .childOption(
                ChannelOption.RCVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(1))
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    add(channel, tls);
                  }
                });
    listener = bind(bootstrap);
    long period = Math.min(CHECK_MILLIS, settings.frameTimeoutMillis);
    var unused =
        loops.scheduleWithFixedDelay(this::checkTimes, period, period, TimeUnit.MILLISECONDS);
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  private Channel bind(ServerBootstrap bootstrap) throws IOException, InterruptedException {
    Throwable reason = null;
    for (int port = settings.firstPort; port <= settings.lastPort; port++) {
      ChannelFuture bound = bootstrap.bind(new InetSocketAddress(settings.host, port)).await();
      if (bound.isSuccess()) {
        return bound.channel();
      }
      reason = bound.cause();
    }
    throw new IOException(
        "cannot listen on %s: %s; choose a host of this machine and a free port, or leave both to"
                .formatted(settings, reason.getMessage())
            + " the receiver with host 0.0.0.0 and a range of ports",
        reason);
  }

  private void add(SocketChannel channel, ServerTls tls) {
    if (tls != null) {
      channel.pipeline().addLast(tls.handler(channel.alloc()));
    }
    if (settings.deflate) {
      channel
          .pipeline()
          .addLast(ZlibCodecFactory.newZlibEncoder(ZlibWrapper.ZLIB, COMPRESSION_LEVEL));
    }
    channel.pipeline().addLast(new PushConnection<>(service, tls));
  }

  private void checkTimes() {
    long now = System.nanoTime();
    service.connections.all().forEach(connection -> connection.checkFrameTime(now));
  }

  /**
   * Frees the port, lets answers that were given get out, and ends the event loops. Blocks for two
   * thirds of the bound at most; an interrupt ends the waiting only.
   */
  void close(Duration bound) {
    List<Future<?>> ends = new ArrayList<>();
    if (listener != null) {
      ends.add(listener.close());
    }
    service.connections.all().forEach(connection -> ends.add(connection.finish()));
    long third = bound.toNanos() / 3;
    boolean waited = await(ends, Math.min(FINISH_NANOS, third));
    Future<?> ended = loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
    if (waited) {
      await(Collections.singletonList(ended), Math.min(LOOPS_NANOS, third));
    }
  }

  /** Whether it was not interrupted. */
  private static boolean await(List<Future<?>> futures, long nanos) {
    long until = System.nanoTime() + nanos;
    try {
      for (Future<?> future : futures) {
        future.await(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
