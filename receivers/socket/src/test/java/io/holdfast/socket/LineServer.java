// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.holdfast.parts.FreePorts;
import io.holdfast.testkit.ExternalSystem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A server of lines, as the laws want to see it: it sends each line once, to whoever is connected,
 * and forgets it. A line of which not all has left it is sent anew.
 */
final class LineServer implements ExternalSystem<String> {
  private static final int BACKLOG = 50;
  private static final long AGAIN_MILLIS = 1;
  private static final byte[] MALFORMED = {'b', (byte) 0xC3, '(', '\n'};

  private final int port = FreePorts.choose(1).get(0);
  private final List<byte[]> lines = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private final Thread sender = new Thread(this::sendOn, "line-server-sender");
  private ServerSocketChannel listener;
  private SocketChannel connection;
  private ByteBuffer rest;
  private int sent;
  private boolean closed;

  LineServer() throws IOException {
    listen();
    sender.setDaemon(true);
    sender.start();
  }

  int port() {
    return port;
  }

  private synchronized void listen() throws IOException {
    listener = ServerSocketChannel.open();
    listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    listener.configureBlocking(false);
  }

  @Override
  public synchronized Optional<String> produce(int partition, String text) throws IOException {
    if (text.indexOf('\n') >= 0) {
      return Optional.empty();
    }
    add(text, (text + "\n").getBytes(StandardCharsets.UTF_8));
    return Optional.of(text);
  }

  @Override
  public synchronized String produceMalformed(int partition) throws IOException {
    add("malformed", MALFORMED);
    return "line " + lines.size();
  }

  /** In the caller's thread, so that what is produced is under way. */
  private void add(String text, byte[] line) throws IOException {
    lines.add(line);
    texts.add(text);
    send();
  }

  private synchronized void sendOn() {
    try {
      while (!closed) {
        send();
        wait(AGAIN_MILLIS);
      }
    } catch (InterruptedException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void send() throws IOException {
    accept();
    try {
      while (isConnected() && sent < lines.size()) {
        if (rest == null) {
          rest = ByteBuffer.wrap(lines.get(sent));
        }
        if (connection.write(rest) == 0) {
          return;
        }
        if (!rest.hasRemaining()) {
          rest = null;
          sent++;
        }
      }
    } catch (IOException e) {
      drop();
    }
  }

  private void accept() throws IOException {
    SocketChannel next = listener == null ? null : listener.accept();
    if (next != null) {
      drop();
      next.configureBlocking(false);
      connection = next;
    }
  }

  /** Looks whether the receiver has closed the connection: it would be sent to nobody. */
  private boolean isConnected() throws IOException {
    if (connection != null && connection.read(ByteBuffer.allocate(1)) < 0) {
      drop();
    }
    return connection != null;
  }

  private void drop() throws IOException {
    if (connection != null) {
      connection.close();
      connection = null;
      rest = null;
    }
  }

  @Override
  public synchronized List<String> unacknowledged(int partition) {
    return new ArrayList<>(texts.subList(sent, texts.size()));
  }

  @Override
  public synchronized void sever() throws IOException {
    drop();
  }

  @Override
  public synchronized void refuse(boolean refuse) throws IOException {
    if (refuse && listener != null) {
      listener.close();
      listener = null;
    } else if (!refuse && listener == null) {
      listen();
    }
  }

  @Override
  public synchronized OptionalInt connections() throws IOException {
    try {
      return OptionalInt.of(isConnected() ? 1 : 0);
    } catch (IOException e) {
      drop();
      return OptionalInt.of(0);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    refuse(true);
    drop();
  }
}
