// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import io.holdfast.parts.DirectionFaults.Passage;
import io.holdfast.parts.FaultProxy.Cut;
import io.holdfast.parts.FaultProxy.Direction;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** One connection through a {@link FaultProxy}: two sockets, and a thread for each direction. */
final class ProxiedConnection {
  static final int CHUNK_BYTES = 65_536;

  /** Told once, when the connection has ended. */
  interface Ended {
    void ended(ProxiedConnection connection, boolean byCut);
  }

  private final Socket client;
  private final Socket server;
  private final Map<Direction, DirectionFaults> faults;
  private final Ended listener;
  private final Set<Direction> closed = EnumSet.noneOf(Direction.class);
  private volatile boolean over;

  ProxiedConnection(
      Socket client, Socket server, Map<Direction, DirectionFaults> faults, Ended listener) {
    this.client = client;
    this.server = server;
    this.faults = faults;
    this.listener = listener;
  }

  void start() {
    daemon("fault-proxy-to-server", () -> pump(Direction.TO_SERVER));
    daemon("fault-proxy-to-client", () -> pump(Direction.TO_CLIENT));
  }

  void end(Cut how) {
    if (finish()) {
      if (how == Cut.RST) {
        reset(client);
        reset(server);
      } else {
        finishOrderly(client);
        finishOrderly(server);
      }
      listener.ended(this, true);
    }
  }

  /** Sends end of file onwards; whatever still comes in that direction is swallowed. */
  void halfClose(Direction direction) {
    boolean last;
    synchronized (this) {
      if (over || !closed.add(direction)) {
        return;
      }
      last = closed.size() == Direction.values().length;
      try {
        target(direction).shutdownOutput();
      } catch (IOException e) {
        last = true; // the target has gone by itself
      }
    }
    if (last && finish()) {
      closeQuietly(client);
      closeQuietly(server);
      listener.ended(this, false);
    }
  }

  private void pump(Direction direction) {
    DirectionFaults fault = faults.get(direction);
    byte[] chunk = new byte[CHUNK_BYTES];
    try {
      InputStream in = source(direction).getInputStream();
      while (!over) {
        fault.awaitFlow(() -> over);
        int read = in.read(chunk);
        if (read < 0) {
          fault.awaitFlow(() -> over); // the end stands in the stalled direction as bytes do
          halfClose(direction);
          return;
        }
        if (isClosed(direction)) {
          fault.swallowed(read);
          continue;
        }
        Passage passage = fault.admit(read, () -> over);
        target(direction).getOutputStream().write(chunk, 0, passage.forward());
        fault.show(chunk, passage.forward());
        if (passage.cut() != null) {
          end(passage.cut());
        }
      }
    } catch (IOException e) {
      // One side has gone in a hurry, or a cut came; the other side is to see the same.
      if (finish()) {
        reset(client);
        reset(server);
        listener.ended(this, false);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says true to the one who is to close the sockets. */
  private boolean finish() {
    synchronized (this) {
      if (over) {
        return false;
      }
      over = true;
    }
    faults.values().forEach(DirectionFaults::wake);
    return true;
  }

  private synchronized boolean isClosed(Direction direction) {
    return closed.contains(direction);
  }

  private Socket source(Direction direction) {
    return direction == Direction.TO_SERVER ? client : server;
  }

  private Socket target(Direction direction) {
    return direction == Direction.TO_SERVER ? server : client;
  }

  /** The kernel turns a close into a reset if anything is left unread, so nothing is. */
  private static void finishOrderly(Socket socket) {
    try {
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      while (in.available() > 0) {
        in.skipNBytes(in.available());
      }
    } catch (IOException e) {
      // it has gone by itself
    }
    closeQuietly(socket);
  }

  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // it has gone by itself
    }
    closeQuietly(socket);
  }

  static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      // what is closed in a hurry need not say so
    }
  }

  static Thread daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
