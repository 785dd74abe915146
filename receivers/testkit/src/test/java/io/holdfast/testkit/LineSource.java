// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.Intake;
import io.holdfast.core.PushSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Serves {@link LineClients} as they should be; what is broken, breaks a method of it. */
class LineSource implements PushSource<String> {
  private static final int BACKLOG = 50;

  final List<LineConnection> connections = new ArrayList<>();
  Intake<String> intake;
  private final String clients;
  private ServerSocket listener;
  private boolean closed;

  LineSource(String clients) {
    this.clients = clients;
  }

  @Override
  public void start(Intake<String> intake) throws Exception {
    this.intake = intake;
    listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::accept, "line-accept");
    thread.setDaemon(true);
    thread.start();
    PushingClients.listening(clients, listener.getLocalPort());
  }

  private void accept() {
    try {
      for (int number = 1; true; number++) {
        serve(new LineConnection("connection-" + number, listener.accept(), this));
      }
    } catch (IOException e) {
      if (!listener.isClosed()) {
        intake.fail(e);
      }
    }
  }

  private synchronized void serve(LineConnection connection) throws IOException {
    if (closed) {
      connection.drop();
    } else {
      connections.add(connection);
      connection.start();
    }
  }

  synchronized List<LineConnection> connections() {
    return new ArrayList<>(connections);
  }

  synchronized void ended(LineConnection connection) {
    connections.remove(connection);
    intake.end(connection.name());
  }

  /** Answers a line that is durable; on the engine's thread, which all connections share. */
  void answer(LineConnection connection, String line) {
    connection.answerLater(line);
  }

  /** A frame is too large. */
  void oversized(LineConnection connection) {
    connection.drop();
  }

  @Override
  public void close() throws Exception {
    if (listener == null) {
      return;
    }
    listener.close();
    List<LineConnection> last;
    synchronized (this) {
      closed = true;
      last = connections();
    }
    for (LineConnection connection : last) {
      connection.close();
    }
  }
}
