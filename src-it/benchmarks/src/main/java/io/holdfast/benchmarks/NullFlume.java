// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;

/** Answers Avro IPC without reading what it is asked: the handshake first, then OK. */
final class NullFlume {
  /** Both know each other, and nothing else. */
  private static final byte[] HANDSHAKE = frame(new byte[] {0, 0, 0, 0});

  private static final byte[] OK = frame(new byte[] {0, 0, 0});

  private NullFlume() {}

  private static byte[] frame(byte[] bytes) {
    return ByteBuffer.allocate(3 * Integer.BYTES + bytes.length)
        .putInt(1)
        .putInt(1)
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }

  static void answer(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    OutputStream out = socket.getOutputStream();
    byte[] answer = HANDSHAKE;
    while (true) {
      in.readInt();
      for (int buffers = in.readInt(); buffers > 0; buffers--) {
        in.skipNBytes(in.readInt());
      }
      out.write(answer);
      answer = OK;
    }
  }
}
