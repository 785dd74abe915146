// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/** A server of lines on the loopback interface, for one client. */
final class LineOutlet implements Outlet {
  private final ServerSocket server;
  private volatile Socket client;

  LineOutlet() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void open() throws IOException {
    client = server.accept();
  }

  @Override
  public void write(List<byte[]> lines) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (byte[] line : lines) {
      text.writeBytes(line);
      text.write('\n');
    }
    text.writeTo(client.getOutputStream());
  }

  @Override
  public void close() {
    try (ServerSocket listening = server;
        Socket connected = client) {
      // Closes both.
    } catch (IOException e) {
      return; // nothing more is sent, which is all that was wanted
    }
  }
}
