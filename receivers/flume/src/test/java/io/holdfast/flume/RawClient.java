// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;

/** A client that sends what a test wants it to send. */
final class RawClient implements AutoCloseable {
  static final int OK = 0;
  static final int FAILED = 2; // 1 in Avro's encoding

  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;
  private final DataInputStream in;

  RawClient(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** Over a connection that was made already. */
  RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new DataInputStream(socket.getInputStream());
  }

  void send(byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
  }

  /** The status of the next answer; its serial number has to be this one. */
  int answer(int serial) throws IOException {
    int got = in.readInt();
    if (got != serial) {
      throw new IOException("the answer to %d is that to %d".formatted(serial, got));
    }
    return lastByte();
  }

  private int lastByte() throws IOException {
    byte[] payload = {};
    for (int buffers = in.readInt(); buffers > 0; buffers--) {
      payload = new byte[in.readInt()];
      in.readFully(payload);
    }
    return payload[payload.length - 1];
  }

  /** Waits until the other side ends the connection, with or without an answer before it. */
  boolean isEnded() throws IOException {
    try {
      while (true) {
        in.readByte();
      }
    } catch (EOFException | SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
