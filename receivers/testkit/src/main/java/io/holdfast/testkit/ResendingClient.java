// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Sends records one by one without waiting, counts the answers, and sends again what got none when
 * it has to connect again. Thread-safe.
 */
final class ResendingClient<T> {
  private static final long RECONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long JOIN_MILLIS = 2_000;

  private final Supplier<ClientProtocol<T>> protocols;
  private final int receiveBuffer;
  private final List<T> records = new ArrayList<>();
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

  ResendingClient(String name, Supplier<ClientProtocol<T>> protocols, int receiveBuffer) {
    this.protocols = protocols;
    this.receiveBuffer = receiveBuffer;
    sender = new Thread(this::run, name);
    sender.setDaemon(true);
  }

  void start() {
    sender.start();
  }

  synchronized void connectTo(int port) {
    this.port = port;
    notifyAll();
  }

  /** Returns how many records are before it. */
  synchronized int send(T record) {
    records.add(record);
    notifyAll();
    return records.size() - 1;
  }

  synchronized void sendOversized() {
    oversized = true;
    notifyAll();
  }

  synchronized List<T> unanswered() {
    return new ArrayList<>(records.subList(answered, records.size()));
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
      connected.setReceiveBufferSize(receiveBuffer);
      connected.setTcpNoDelay(true);
      connected.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), to));
      if (adopt(connected)) {
        ClientProtocol<T> protocol = protocols.get();
        protocol.open(connected.getInputStream(), connected.getOutputStream());
        begin();
        startReading(connected, protocol);
        for (byte[] next = next(connected, protocol);
            next != null;
            next = next(connected, protocol)) {
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
    return true;
  }

  private synchronized void begin() {
    sent = answered;
    connects++;
  }

  private void startReading(Socket connected, ClientProtocol<T> protocol) {
    Thread reader =
        new Thread(() -> readAnswers(connected, protocol), sender.getName() + "-answers");
    reader.setDaemon(true);
    reader.start();
  }

  /** Waits for what to send next; null once this is no connection any more. */
  private synchronized byte[] next(Socket connected, ClientProtocol<T> protocol)
      throws IOException, InterruptedException {
    while (socket == connected && sent == records.size() && !oversized) {
      wait();
    }
    if (socket != connected) {
      return null;
    }
    if (oversized) {
      oversized = false;
      return protocol.oversized();
    }
    return protocol.request(records.get(sent++));
  }

  private void readAnswers(Socket connected, ClientProtocol<T> protocol) {
    try {
      while (mayRead(connected)) {
        count(connected, protocol.readAnswers(connected.getInputStream()));
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

  private synchronized void count(Socket connected, int answers) {
    if (socket == connected) {
      answered += answers;
    }
  }
}
