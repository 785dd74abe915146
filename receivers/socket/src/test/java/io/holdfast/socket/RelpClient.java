// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends messages by RELP, and again what got no answer when it has to connect again, as librelp
 * does: with new transactions from 2 on. Its window has no bound. Thread-safe.
 */
final class RelpClient {
  /** Small, so that unread answers soon fill it. */
  private static final int RECEIVE_BUFFER = 4096;

  private static final int TOO_LARGE = 1 << 20;
  private static final long RECONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long JOIN_MILLIS = 2_000;
  private static final byte[] MALFORMED = {'b', (byte) 0xC3, '('};

  private final int port;
  private final List<String> texts = new ArrayList<>();
  private final List<byte[]> messages = new ArrayList<>();
  private final Thread sender;
  private Socket socket;
  private int first;
  private int sent;
  private int answered;
  private int connects;
  private boolean open;
  private boolean refusing;
  private boolean reading = true;
  private boolean oversized;
  private boolean closed;

  RelpClient(String name, int port) {
    this.port = port;
    sender = start(this::run, name);
  }

  private static Thread start(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  synchronized void send(String text) {
    add(text, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns how many messages are before it. */
  synchronized int sendMalformed() {
    add("malformed", MALFORMED);
    return messages.size() - 1;
  }

  private void add(String text, byte[] message) {
    texts.add(text);
    messages.add(message);
    notifyAll();
  }

  synchronized void sendOversized() {
    oversized = true;
    notifyAll();
  }

  synchronized List<String> unanswered() {
    return new ArrayList<>(texts.subList(answered, texts.size()));
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
      while (awaitTurn()) {
        connectAndSend();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end
    }
  }

  /** Waits until it may connect; says false at the end. */
  private synchronized boolean awaitTurn() throws InterruptedException {
    long since = System.nanoTime();
    while (!closed && (refusing || System.nanoTime() - since < RECONNECT_NANOS)) {
      TimeUnit.NANOSECONDS.timedWait(this, RECONNECT_NANOS);
    }
    return !closed;
  }

  private void connectAndSend() throws InterruptedException {
    Socket connected = new Socket();
    try {
      connected.setReceiveBufferSize(RECEIVE_BUFFER);
      connected.setTcpNoDelay(true);
      connected.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      if (adopt(connected)) {
        start(() -> readAnswers(connected), sender.getName() + "-answers");
        connected.getOutputStream().write(RelpWire.frame(1, "open", RelpWire.OFFER));
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
    first = answered;
    sent = answered;
    open = false;
    return true;
  }

  /** Waits for what to send next; null once this is no connection any more. */
  private synchronized byte[] next(Socket connected) throws InterruptedException {
    while (socket == connected && (!open || (sent == messages.size() && !oversized))) {
      wait();
    }
    if (socket != connected) {
      return null;
    }
    int transaction = sent - first + 2;
    if (oversized) {
      oversized = false;
      return RelpWire.frame(transaction, "syslog", new byte[TOO_LARGE]);
    }
    return RelpWire.frame(transaction, "syslog", messages.get(sent++));
  }

  private void readAnswers(Socket connected) {
    try {
      RelpWire wire = new RelpWire(connected.getInputStream());
      while (mayRead(connected)) {
        take(connected, wire.read());
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

  private synchronized void take(Socket connected, String answer) throws IOException {
    if (socket != connected) {
      return;
    }
    if (answer.startsWith("1 rsp ") && answer.contains(" 200 OK\nrelp_version=0\n")) {
      open = true;
      connects++;
      notifyAll();
    } else if (answer.equals("%d rsp 6 200 OK".formatted(answered - first + 2))) {
      answered++;
    } else {
      throw new IOException("an answer that is not due: " + answer);
    }
  }
}
