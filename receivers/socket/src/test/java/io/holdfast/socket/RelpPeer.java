// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client whose frames a test writes by hand. */
final class RelpPeer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket;
  private final RelpWire wire;

  /** Connects to that port of this machine. */
  RelpPeer(long port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), (int) port));
  }

  RelpPeer(Socket connected) throws IOException {
    socket = connected;
    socket.setSoTimeout(PATIENCE_MILLIS);
    wire = new RelpWire(socket.getInputStream());
  }

  Socket socket() {
    return socket;
  }

  /** As the server's log names it. */
  String address() {
    return "/127.0.0.1:" + socket.getLocalPort();
  }

  RelpPeer open() throws IOException {
    write(RelpWire.frame(1, "open", RelpWire.OFFER));
    assertThat(wire.read()).startsWith("1 rsp ").contains("200 OK\nrelp_version=0\n");
    return this;
  }

  RelpPeer send(long transaction, String command, String data) throws IOException {
    return write(RelpWire.frame(transaction, command, data));
  }

  RelpPeer write(String bytes) throws IOException {
    return write(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  RelpPeer write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** The next answer; fails after a time. */
  String read() throws IOException {
    return wire.read();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
