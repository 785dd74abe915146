// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * A sink as they should be: it answers after the commit, and rolls back at once when a client has
 * gone; and it fails on cue. Its wire is Avro's own. Thread-safe.
 */
final class FakeSink implements AutoCloseable {
  final FakeChannel channel = new FakeChannel();
  private final ServerSocket server;
  private final Set<FakeSinkConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connects = new AtomicInteger();
  private volatile boolean refusing;
  private volatile boolean silent;

  /** How many events a transaction can take; more are an error. */
  volatile int capacity = Integer.MAX_VALUE;

  /** What a poll fails with, or null. */
  volatile String pollError;

  /** Whether polls throw, and not only say what is wrong. */
  volatile boolean pollThrows;

  /** How many polls are answered by a batch that is none. */
  final AtomicInteger emptyBatches = new AtomicInteger();

  /** Whether commits fail, which is answered by an error. */
  volatile boolean commitFails;

  /** Whether acknowledgements are taken and never answered. */
  volatile boolean ackUnanswered;

  volatile boolean reading = true;

  FakeSink() throws IOException {
    this(0);
  }

  FakeSink(int port) throws IOException {
    server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    start(this::accept, "fake-sink-" + port());
  }

  static void start(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  /** Whether connections are closed as soon as they are there. */
  void refuse(boolean refuse) {
    refusing = refuse;
  }

  /** Whether nothing is answered on new connections. */
  void silent(boolean silent) {
    this.silent = silent;
  }

  int connects() {
    return connects.get();
  }

  int connections() {
    return connections.size();
  }

  void sever() {
    connections.forEach(FakeSinkConnection::close);
  }

  /** Whether a poll waits for an answer. */
  boolean isPolled() {
    return connections.stream().anyMatch(FakeSinkConnection::isPolled);
  }

  /**
   * Sends bytes to whoever is connected now, made of the number of what he last asked; not to who
   * connects anew because of them.
   */
  void send(IntFunction<byte[]> bytes) {
    List.copyOf(connections).forEach(connection -> connection.send(bytes));
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = server.accept();
        connects.incrementAndGet();
        if (refusing) {
          socket.close();
          continue;
        }
        FakeSinkConnection connection = new FakeSinkConnection(this, socket, connections::remove);
        connections.add(connection);
        if (!silent) {
          connection.start();
        }
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    sever();
  }
}
