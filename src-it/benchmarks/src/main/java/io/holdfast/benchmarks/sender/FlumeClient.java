// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks.sender;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Speaks Avro IPC as Flume's client does, with as little work as can be: the request is made once,
 * and the answer compared. What it sends again and again is one call of {@code appendBatch}.
 */
final class FlumeClient implements Client {
  private static final int HASH_BYTES = 16;
  private static final byte[] UNKNOWN = new byte[HASH_BYTES];
  private static final byte[] NOTHING = {};

  /** No metadata, no error, and the first symbol of the enum. */
  private static final byte[] OK = {0, 0, 0};

  /** Likewise the second: there was no room for it. */
  private static final byte[] FAILED = {0, 0, 2};

  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;
  private final byte[] request;
  private final int batch;

  FlumeClient(Order order) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), order.port());
    socket.setTcpNoDelay(true);
    out = socket.getOutputStream();
    in = new DataInputStream(socket.getInputStream());
    batch = order.batch();
    request = frame(appendBatch(order));
    shakeHands();
  }

  /** Says first that it knows nothing, and then to be what the server has said to be. */
  private void shakeHands() throws IOException {
    out.write(frame(handshake(UNKNOWN, NOTHING)));
    byte[] answer = answer();
    if (answer[0] != 0) { // it does not know us
      byte[] server = new byte[HASH_BYTES];
      // The hash is the last but for the metadata, which are none.
      System.arraycopy(answer, answer.length - 1 - HASH_BYTES, server, 0, HASH_BYTES);
      out.write(frame(handshake(server, new byte[] {0, 0}))); // a call of nothing
      if (answer()[0] != 0) {
        throw new IOException("the server does not know its own protocol");
      }
    }
  }

  private static byte[] handshake(byte[] hash, byte[] call) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(hash);
    bytes.write(0); // the client's protocol is not shown
    bytes.writeBytes(hash);
    bytes.write(0); // no metadata
    bytes.writeBytes(call);
    return bytes.toByteArray();
  }

  private static byte[] appendBatch(Order order) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0); // no metadata
    byte[] name = "appendBatch".getBytes(StandardCharsets.US_ASCII);
    writeLong(bytes, name.length);
    bytes.writeBytes(name);
    writeLong(bytes, order.batch());
    for (int i = 0; i < order.batch(); i++) {
      bytes.write(0); // no headers
      writeLong(bytes, order.bytes());
      bytes.writeBytes(Text.of(order.bytes(), i));
    }
    bytes.write(0); // the end of the array
    return bytes.toByteArray();
  }

  private static void writeLong(ByteArrayOutputStream out, long value) {
    long rest = value << 1; // none is negative
    for (; rest > 0x7f; rest >>>= 7) {
      out.write((int) ((rest & 0x7f) | 0x80));
    }
    out.write((int) rest);
  }

  private static byte[] frame(byte[] bytes) {
    return ByteBuffer.allocate(3 * Integer.BYTES + bytes.length)
        .putInt(1) // its serial number, which nobody looks at but the one who answers
        .putInt(1)
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }

  private byte[] answer() throws IOException {
    in.readInt();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int buffers = in.readInt(); buffers > 0; buffers--) {
      bytes.writeBytes(in.readNBytes(in.readInt()));
    }
    return bytes.toByteArray();
  }

  /** What is refused is sent again next time, as an agent does. */
  @Override
  public int exchange() throws IOException {
    out.write(request);
    byte[] answer = answer();
    if (Arrays.equals(answer, FAILED)) {
      return 0;
    }
    if (!Arrays.equals(answer, OK)) {
      throw new IOException("answered " + Arrays.toString(answer));
    }
    return batch;
  }

  @Override
  public int finish() {
    return 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
