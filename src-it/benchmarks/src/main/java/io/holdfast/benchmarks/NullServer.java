// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server that does nothing with what it is sent but answer it: what a sender reaches here is the
 * sender's own limit. A thread for each connection.
 */
final class NullServer implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** How a connection is answered until its client has gone. */
  interface Answering {

    /** Returns, or throws, when there is nothing to read any more. */
    void answer(Socket socket) throws IOException;
  }

  /** Listens from now on. */
  NullServer(Answering answering) throws IOException {
    threads.execute(
        () -> {
          while (!server.isClosed()) {
            accept(answering);
          }
        });
  }

  private void accept(Answering answering) {
    try {
      Socket socket = server.accept();
      socket.setTcpNoDelay(true);
      threads.execute(() -> serve(socket, answering));
    } catch (IOException e) {
      // It is closed, or the client has gone; a sender that misses an answer says so.
    }
  }

  private static void serve(Socket socket, Answering answering) {
    try (socket) {
      answering.answer(socket);
    } catch (IOException e) {
      // As above.
    }
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
