// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends messages by RELP with a window, in a thread of its own, and again from the first one
 * without an answer whenever it has to connect again.
 */
final class RelpSender implements AutoCloseable {
  private static final String OFFER = "relp_version=0\nrelp_software=test\ncommands=syslog";
  private static final long RECONNECT_MILLIS = 50;

  private final int port;
  private final List<String> messages;
  private final int window;
  private final Thread thread = new Thread(this::run, "relp-sender");
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);

  RelpSender(int port, List<String> messages, int window) {
    this.port = port;
    this.messages = messages;
    this.window = window;
    thread.setDaemon(true);
    thread.start();
  }

  /** How many messages are answered, from the first one on. */
  int answered() {
    return answered.get();
  }

  int connections() {
    return connections.get();
  }

  private void run() {
    try {
      while (closed.getCount() > 0 && answered() < messages.size()) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
          send(socket);
        } catch (IOException e) {
          // The receiver has gone, and comes again.
          boolean unused = closed.await(RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void send(Socket socket) throws IOException {
    InputStream in = new BufferedInputStream(socket.getInputStream());
    socket.getOutputStream().write(frame(1, "open", OFFER));
    require(read(in).startsWith("1 rsp "));
    connections.incrementAndGet();
    int first = answered();
    int sent = first;
    while (answered() < messages.size()) {
      ByteArrayOutputStream frames = new ByteArrayOutputStream();
      for (; sent < messages.size() && sent - answered() < window; sent++) {
        frames.writeBytes(frame(sent - first + 2, "syslog", messages.get(sent)));
      }
      socket.getOutputStream().write(frames.toByteArray());
      require(read(in).equals("%d rsp 6 200 OK".formatted(answered() - first + 2)));
      answered.incrementAndGet();
    }
  }

  private static void require(boolean due) throws IOException {
    if (!due) {
      throw new IOException("an answer that is not due");
    }
  }

  private static byte[] frame(int transaction, String command, String text) {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(
        (transaction + " " + command + " " + data.length).getBytes(StandardCharsets.US_ASCII));
    if (data.length > 0) {
      frame.write(' ');
      frame.writeBytes(data);
    }
    frame.write('\n');
    return frame.toByteArray();
  }

  /** A frame as it is, without its end; the answer to the offer has lines in it. */
  private static String read(InputStream in) throws IOException {
    StringBuilder frame = new StringBuilder();
    int spaces = 0;
    int length = 0;
    for (int next = in.read(); spaces < 3 && next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException();
      }
      spaces += next == ' ' ? 1 : 0;
      length = spaces == 2 && next != ' ' ? 10 * length + next - '0' : length;
      frame.append((char) next);
      if (spaces == 3) {
        byte[] data = in.readNBytes(length + 1);
        return frame + new String(data, 0, Math.max(0, data.length - 1), StandardCharsets.UTF_8);
      }
    }
    return frame.toString();
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
