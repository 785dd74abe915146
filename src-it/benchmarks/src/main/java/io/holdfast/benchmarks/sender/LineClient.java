// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks.sender;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A server of lines to one client. It hangs up when the client has. */
final class LineClient implements Client {
  private static final int BACKLOG = 1;
  private static final int ACCEPT_MILLIS = 60_000;

  /** A job whose batches fall behind counts for minutes before it ends. */
  private static final int HANG_UP_MILLIS = 600_000;

  private final Socket socket;
  private final OutputStream out;
  private final byte[] lines;
  private final int count;

  /** Waits for the client. */
  LineClient(Order order) throws IOException {
    try (ServerSocket server =
        new ServerSocket(order.port(), BACKLOG, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(ACCEPT_MILLIS);
      socket = server.accept();
    } catch (SocketTimeoutException e) {
      throw new IOException("nobody came for the lines", e);
    }
    out = socket.getOutputStream();
    count = order.batch();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      text.writeBytes(Text.of(order.bytes(), i));
      text.write('\n');
    }
    lines = text.toByteArray();
  }

  @Override
  public int exchange() throws IOException {
    out.write(lines);
    return count;
  }

  @Override
  public int finish() {
    return 0;
  }

  /** An end that the client sees is one that it reacts to, so the client is to end first. */
  @Override
  public void close() throws IOException {
    try (Socket closed = socket) {
      closed.setSoTimeout(HANG_UP_MILLIS);
      InputStream in = closed.getInputStream();
      while (in.read() >= 0) {
        // A client of lines says nothing.
      }
    }
  }
}
