// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A server of numbered lines, in a thread of its own, for one client after the other. It sends each
 * line once, whoever reads it: the next client gets those after the last one that was written.
 */
final class LineFeed implements AutoCloseable {
  private static final int LINES_A_TICK = 20;
  private static final long TICK_MILLIS = 10;

  private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final Thread thread = new Thread(this::run, "line-feed");
  private final CountDownLatch ended = new CountDownLatch(1);
  private final List<Integer> breaks = new ArrayList<>();
  private volatile Socket client;
  private int sent;

  LineFeed() throws IOException {
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  static String line(int number) {
    return "line-%06d".formatted(number);
  }

  /** How many lines were written to anybody. */
  synchronized int sent() {
    return sent;
  }

  /** How many had been each time when a connection broke. */
  synchronized List<Integer> breaks() {
    return new ArrayList<>(breaks);
  }

  /** Sends no more, and leaves the connection as it is. */
  void end() throws InterruptedException {
    ended.countDown();
    thread.join();
  }

  private void run() {
    try {
      while (ended.getCount() > 0) {
        client = server.accept();
        try {
          send(client);
        } catch (IOException e) {
          client.close();
          synchronized (this) {
            breaks.add(sent);
          }
        }
      }
    } catch (IOException e) {
      return; // closed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(Socket client) throws IOException, InterruptedException {
    while (!ended.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
      StringBuilder lines = new StringBuilder();
      synchronized (this) {
        for (int i = 0; i < LINES_A_TICK; i++) {
          lines.append(line(sent++)).append('\n');
        }
      }
      client.getOutputStream().write(lines.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public void close() throws IOException {
    try (ServerSocket listening = server;
        Socket connected = client) {
      thread.interrupt();
    }
  }
}
