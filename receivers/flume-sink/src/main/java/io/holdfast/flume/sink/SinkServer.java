// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.flume.FlumeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens, and gives each client a thread. One life. */
final class SinkServer {
  private static final Logger log = LoggerFactory.getLogger(SinkServer.class);
  private static final int BACKLOG = 128;
  private static final long ACCEPT_PAUSE_MILLIS = 100;

  /** Longer than the keep-alive of a channel is by default, which ends a take by itself. */
  private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final String name;
  private final SinkService service;
  private final ServerSocketChannel listener;
  private final Thread accepting;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

  /** Those of connections, some of which may be over; for {@link #accepting}, and after it. */
  private final List<Thread> threads = new ArrayList<>();

  private long connectionNumber;
  private volatile boolean stopping;

  private SinkServer(String name, SinkService service, ServerSocketChannel listener) {
    this.name = "holdfast-sink-" + name;
    this.service = service;
    this.listener = listener;
    accepting = thread(this::acceptAll, "accept");
  }

  /**
   * Starts to listen.
   *
   * @throws FlumeException if it cannot; the message says where and why
   */
  static SinkServer start(String name, SinkService service) {
    SinkSettings settings = service.settings;
    ServerSocketChannel listener = null;
    try {
      listener = ServerSocketChannel.open();
      listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      listener.bind(new InetSocketAddress(settings.host, settings.port), BACKLOG);
    } catch (IOException | RuntimeException e) {
      closeQuietly(listener);
      throw new FlumeException(
          String.format(
              "cannot listen on %s:%d: %s; set \"hostname\" to an address of this machine and"
                  + " \"port\" to one that nobody listens on",
              settings.host, settings.port, e),
          e);
    }
    SinkServer server = new SinkServer(name, service, listener);
    server.accepting.start();
    return server;
  }

  /** Where it listens. */
  int port() {
    return listener.socket().getLocalPort();
  }

  /** Whether it still listens, unless it was stopped. */
  boolean isAlive() {
    return accepting.isAlive();
  }

  private void acceptAll() {
    while (!stopping && listener.isOpen()) {
      try {
        accept(listener.accept());
      } catch (IOException | RuntimeException | Error e) {
        if (!stopping) {
          log.warn("A connection could not be accepted", e);
          pause();
        }
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(ACCEPT_PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept(SocketChannel channel) throws IOException {
    if (connections.size() >= service.settings.maxConnections) {
      service.figures.refused();
      log.warn(
          "Refused a connection from {}: {} are open",
          channel.getRemoteAddress(),
          connections.size());
      channel.close();
      return;
    }
    Connection connection = new Connection(service, channel);
    Thread thread = thread(() -> run(connection), String.valueOf(++connectionNumber));
    connections.add(connection);
    try {
      thread.start();
      threads.removeIf(other -> !other.isAlive());
      threads.add(thread);
    } catch (Error e) { // there is no memory for another thread
      connections.remove(connection);
      connection.close();
      throw e;
    }
  }

  private void run(Connection connection) {
    try {
      connection.run();
    } finally {
      connections.remove(connection);
      service.figures.incrementConnectionClosedCount();
    }
  }

  private Thread thread(Runnable task, String suffix) {
    Thread thread = new Thread(task, name + "-" + suffix);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Frees the port, gives every open batch back to the channel, and ends all threads. Takes a
   * moment, or up to five seconds where a take waits for longer than that; an interrupt of the
   * caller cuts the waiting short.
   */
  void stop() {
    stopping = true;
    closeQuietly(listener);
    try {
      accepting.join();
      connections.forEach(Connection::stop);
      if (!joinAll()) {
        connections.forEach(Connection::interruptTake);
        if (!joinAll()) {
          log.error("The channel holds the threads of {}", connections);
        }
      }
    } catch (InterruptedException e) {
      connections.forEach(Connection::stop); // which end a little later then
      Thread.currentThread().interrupt();
    }
  }

  /** Whether all connections have ended in time. */
  private boolean joinAll() throws InterruptedException {
    long until = System.nanoTime() + STOP_NANOS;
    for (Thread thread : threads) {
      TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, until - System.nanoTime()));
    }
    return threads.stream().noneMatch(Thread::isAlive);
  }

  private static void closeQuietly(ServerSocketChannel listener) {
    if (listener != null) {
      try {
        listener.close();
      } catch (IOException e) {
        log.warn("The listener could not be closed", e);
      }
    }
  }
}
