// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends lines, counts the lines that answer them, and sends again what got no answer when it has to
 * connect again. Thread-safe.
 */
final class LineClient {
  /** Small, so that unread answers soon fill it. */
  private static final int RECEIVE_BUFFER = 1024;

  private static final long RECONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long JOIN_MILLIS = 2_000;

  private final List<String> lines = new ArrayList<>();
  private final Thread sender;
  private Socket socket;
  private int port;
  private int sent;
  private int answered;
  private int connects;
  private boolean refusing;
  private boolean reading = true;
  private boolean oversized;
  private boolean closed;

  LineClient(String name) {
    sender = start(this::run, name);
  }

  private static Thread start(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  synchronized void connectTo(int port) {
    this.port = port;
    notifyAll();
  }

  synchronized void send(String line) {
    lines.add(line);
    notifyAll();
  }

  synchronized void sendOversized() {
    oversized = true;
    notifyAll();
  }

  synchronized List<String> unanswered() {
    return new ArrayList<>(lines.subList(answered, lines.size()));
  }

  synchronized void refuse(boolean refuse) {
    refusing = refuse;
    notifyAll();
  }

  synchronized void stopReading(boolean stop) {
    reading = !stop;
    notifyAll();
  }

  synchronized int connects() {
    return connects;
  }

  synchronized void disconnect() {
    if (socket != null) {
      drop(socket);
    }
  }

  void close() throws InterruptedException {
    synchronized (this) {
      closed = true;
      disconnect();
      notifyAll();
    }
    sender.join(JOIN_MILLIS);
  }

  private synchronized void drop(Socket dropped) {
    try {
      dropped.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket could not be closed", e);
    }
    if (socket == dropped) {
      socket = null;
      notifyAll();
    }
  }

  private void run() {
    try {
      for (int to = awaitPort(); to > 0; to = awaitPort()) {
        connectAndSend(to);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end
    }
  }

  /** Waits until there is somebody to connect to; 0 at the end. */
  private synchronized int awaitPort() throws InterruptedException {
    long since = System.nanoTime();
    while (!closed && (port == 0 || refusing || System.nanoTime() - since < RECONNECT_NANOS)) {
      TimeUnit.NANOSECONDS.timedWait(this, RECONNECT_NANOS);
    }
    return closed ? 0 : port;
  }

  private void connectAndSend(int to) throws InterruptedException {
    Socket connected = new Socket();
    try {
      connected.setReceiveBufferSize(RECEIVE_BUFFER);
      connected.setTcpNoDelay(true);
      connected.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), to));
      if (adopt(connected)) {
        start(() -> readAnswers(connected), sender.getName() + "-answers");
        for (byte[] next = next(connected); next != null; next = next(connected)) {
          connected.getOutputStream().write(next);
        }
      }
    } catch (IOException e) {
      return; // it connects again
    } finally {
      drop(connected);
    }
  }

  private synchronized boolean adopt(Socket connected) {
    if (closed || refusing) {
      return false;
    }
    socket = connected;
    sent = answered;
    connects++;
    return true;
  }

  /** Waits for what to send next; null once this is no connection any more. */
  private synchronized byte[] next(Socket connected) throws InterruptedException {
    while (socket == connected && sent == lines.size() && !oversized) {
      wait();
    }
    if (socket != connected) {
      return null;
    }
    if (oversized) {
      oversized = false;
      byte[] tooLarge = new byte[2 * LineConnection.MAX_FRAME];
      Arrays.fill(tooLarge, (byte) 'x');
      return tooLarge;
    }
    return (lines.get(sent++) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private void readAnswers(Socket connected) {
    byte[] some = new byte[64];
    try {
      InputStream in = connected.getInputStream();
      while (mayRead(connected)) {
        int read = in.read(some);
        if (read < 0) {
          return;
        }
        count(connected, some, read);
      }
    } catch (IOException e) {
      return; // the sender connects again
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      drop(connected);
    }
  }

  private synchronized boolean mayRead(Socket connected) throws InterruptedException {
    while (socket == connected && !reading) {
      wait();
    }
    return socket == connected;
  }

  private synchronized void count(Socket connected, byte[] read, int length) {
    if (socket == connected) {
      for (int i = 0; i < length; i++) {
        answered += read[i] == '\n' ? 1 : 0;
      }
    }
  }
}
