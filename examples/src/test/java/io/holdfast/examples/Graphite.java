// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Listens as Graphite does for its plain text, {@code name value seconds} a line. Thread-safe. */
final class Graphite implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  Graphite() throws IOException {
    daemon(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** All that came so far. */
  Queue<String> lines() {
    return lines;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket sender = server.accept();
        daemon(() -> read(sender));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void read(Socket sender) {
    try (sender;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(sender.getInputStream(), StandardCharsets.UTF_8))) {
      in.lines().forEach(lines::add);
    } catch (IOException e) {
      lines.add("lost a sender: " + e);
    }
  }

  private static void daemon(Runnable body) {
    Thread thread = new Thread(body, "graphite");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
