// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends events one by one without waiting, counts the answers, and sends again what was not
 * answered OK when it has to connect again. Thread-safe.
 */
final class PushClient {
  /** Small, so that unread answers soon fill it. */
  private static final int RECEIVE_BUFFER = 1024;

  private static final long RECONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long JOIN_MILLIS = 2_000;

  private final List<FlumeEvent> events = new ArrayList<>();
  private final Thread sender;
  private Socket socket;

  /** The connection on which the handshake was sent. */
  private Socket begun;

  private int port;
  private int sent;
  private int answered;
  private int connects;
  private boolean refusing;
  private boolean reading = true;
  private boolean oversized;
  private boolean closed;

  PushClient(String name) {
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

  synchronized void send(FlumeEvent event) {
    events.add(event);
    notifyAll();
  }

  synchronized void sendOversized() {
    oversized = true;
    notifyAll();
  }

  synchronized List<FlumeEvent> unanswered() {
    return new ArrayList<>(events.subList(answered, events.size()));
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
  private synchronized byte[] next(Socket connected) throws IOException, InterruptedException {
    while (socket == connected && sent == events.size() && !oversized) {
      wait();
    }
    if (socket != connected) {
      return null;
    }
    if (oversized) {
      oversized = false;
      return ByteBuffer.allocate(12).putInt(1).putInt(1).putInt(1 << 30).array();
    }
    boolean first = first(connected);
    FlumeEvent event = events.get(sent++);
    return AvroFrames.append(sent, first, event);
  }

  private boolean first(Socket connected) {
    boolean first = begun != connected;
    begun = connected;
    return first;
  }

  private void readAnswers(Socket connected) {
    try {
      DataInputStream in = new DataInputStream(connected.getInputStream());
      while (mayRead(connected)) {
        in.readInt(); // the serial number
        byte last = 0;
        for (int buffers = in.readInt(); buffers > 0; buffers--) {
          byte[] payload = in.readNBytes(in.readInt());
          last = payload[payload.length - 1];
        }
        if (last != RawClient.OK) {
          return;
        }
        count(connected);
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

  private synchronized void count(Socket connected) {
    if (socket == connected) {
      answered++;
    }
  }
}
