// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A TCP proxy that breaks connections on demand: it stands on the loopback interface between a
 * client and a server and does to their bytes what networks do.
 *
 * <p>{@linkplain #cut Cuts} and half-closes hit the connections that are open at the moment.
 * Stalls, delays and swallowing stay until {@link #heal()} and hit every connection, later ones
 * too. Each fault is counted, so that a test can assert that it happened.
 *
 * <p>Thread-safe. No method waits for the network, so a fault asked for while bytes are on their
 * way may hit before or after up to {@value ProxiedConnection#CHUNK_BYTES} of them. Only {@link
 * #cutAfter} is exact to the byte.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int BACKLOG = 128;
  private static final Duration CONNECT_BOUND = Duration.ofSeconds(5);

  /** Which way bytes go. */
  public enum Direction {
    /** From whom connected to the server behind the proxy: requests. */
    TO_SERVER,
    /** From the server behind the proxy to whom connected: answers. */
    TO_CLIENT
  }

  /** How a connection ends. */
  public enum Cut {
    /** An orderly end: both sides read end of file after what was on its way to them. */
    FIN,
    /** A reset: both sides get an error, and what was on its way to them may be lost. */
    RST
  }

  private final InetSocketAddress server;
  private final int port;
  private final Map<Direction, DirectionFaults> faults = new EnumMap<>(Direction.class);
  private final List<ProxiedConnection> open = new CopyOnWriteArrayList<>();
  private long accepted;
  private long cuts;

  /** Null while connections are refused, as is the thread that accepts them. */
  private ServerSocket listening;

  private Thread acceptor;

  private FaultProxy(InetSocketAddress server) throws IOException {
    this.server = server;
    for (Direction direction : Direction.values()) {
      faults.put(direction, new DirectionFaults());
    }
    port = FreePorts.choose(1).get(0);
    listening = listen(port);
    acceptor = acceptFrom(listening);
  }

  /**
   * Starts a proxy to a server on the loopback interface, which need not run yet: as long as nobody
   * listens there, connections to the proxy are reset.
   */
  public static FaultProxy to(int serverPort) {
    try {
      return new FaultProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a proxy to port " + serverPort, e);
    }
  }

  /** Where clients connect to on the loopback interface; it stays the same over {@link #refuse}. */
  public int port() {
    return port;
  }

  /** Ends every open connection. New ones are accepted; see {@link #refuse}. */
  public void cut(Cut how) {
    for (ProxiedConnection connection : open) {
      connection.end(how);
    }
  }

  /**
   * Lets {@code bytes} more bytes pass in a direction, over all connections together, and ends the
   * connection that carried the last of them. One cut can be armed at a time in each direction; a
   * later one replaces it.
   */
  public void cutAfter(Direction direction, long bytes, Cut how) {
    faults.get(direction).cutAfter(bytes, how);
  }

  /** Sends end of file in one direction of every open connection; the other one goes on. */
  public void halfClose(Direction direction) {
    for (ProxiedConnection connection : open) {
      connection.halfClose(direction);
    }
  }

  /** Reads no more in a direction: the sender's window fills, then its writes wait. */
  public void stall(Direction direction) {
    faults.get(direction).stall(true);
  }

  /** Forwards what stands in a direction, and what comes. */
  public void resume(Direction direction) {
    faults.get(direction).stall(false);
  }

  /**
   * Holds each chunk of up to {@value ProxiedConnection#CHUNK_BYTES} bytes for so long before it is
   * forwarded, which bounds the rate as well.
   */
  public void delay(Direction direction, Duration delay) {
    faults.get(direction).delay(delay);
  }

  /** Takes what is sent in a direction and forwards none of it; see {@link #swallowed}. */
  public void swallow(Direction direction) {
    faults.get(direction).swallow(true);
  }

  /**
   * Shows the bytes that are forwarded in a direction from now on to a watcher, which must not
   * block: one chunk at a time, in the order in which each connection carries them.
   */
  public void watch(Direction direction, Consumer<byte[]> watcher) {
    faults.get(direction).watch(watcher);
  }

  /**
   * Refuses connections, as a machine does on which nobody listens; open ones live on. Whoever
   * connects after the return is refused.
   */
  public void refuse() {
    Thread accepting;
    synchronized (this) {
      if (listening == null) {
        return;
      }
      ProxiedConnection.closeQuietly(listening);
      listening = null;
      accepting = acceptor;
    }
    // The kernel listens on until nobody is inside of accept any more.
    boolean interrupted = false;
    while (accepting.isAlive()) {
      try {
        accepting.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends {@link #refuse}, stalls, delays, swallowing and armed cuts. Bytes swallowed stay lost. */
  public synchronized void heal() {
    faults.values().forEach(DirectionFaults::heal);
    if (listening == null) {
      try {
        listening = listen(port);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot listen on port %d again".formatted(port), e);
      }
      acceptor = acceptFrom(listening);
    }
  }

  /** How many connections are open now. */
  public int connections() {
    return open.size();
  }

  /** How many connections have reached the server so far. */
  public synchronized long accepted() {
    return accepted;
  }

  /** How many connections the proxy has ended by a cut so far. */
  public synchronized long cuts() {
    return cuts;
  }

  /** How many bytes have been forwarded in a direction so far. */
  public long forwarded(Direction direction) {
    return faults.get(direction).forwarded();
  }

  /** How many bytes have been taken in a direction and not forwarded so far. */
  public long swallowed(Direction direction) {
    return faults.get(direction).swallowed();
  }

  /** Resets what is open and stops listening. */
  @Override
  public void close() {
    refuse();
    cut(Cut.RST);
  }

  private static ServerSocket listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    // Connections of before a refuse may still hold the port.
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    return socket;
  }

  private Thread acceptFrom(ServerSocket socket) {
    return ProxiedConnection.daemon(
        "fault-proxy-accept-" + socket.getLocalPort(), () -> accept(socket));
  }

  private void accept(ServerSocket socket) {
    while (true) {
      Socket client;
      try {
        client = socket.accept();
      } catch (IOException e) {
        return; // closed by refuse
      }
      Socket behind = new Socket();
      try {
        behind.connect(server, (int) CONNECT_BOUND.toMillis());
      } catch (IOException e) {
        ProxiedConnection.reset(client);
        ProxiedConnection.closeQuietly(behind);
        continue;
      }
      serve(socket, client, behind);
    }
  }

  private synchronized void serve(ServerSocket through, Socket client, Socket behind) {
    if (listening != through) { // refused since
      ProxiedConnection.reset(client);
      ProxiedConnection.reset(behind);
      return;
    }
    accepted++;
    ProxiedConnection connection = new ProxiedConnection(client, behind, faults, this::ended);
    open.add(connection);
    connection.start();
  }

  private synchronized void ended(ProxiedConnection connection, boolean byCut) {
    if (open.remove(connection) && byCut) {
      cuts++;
    }
  }
}
