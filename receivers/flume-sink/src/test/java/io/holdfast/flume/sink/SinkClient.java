// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** A poller that does what a test wants it to do. Speaks by Avro's own encoder and decoder. */
final class SinkClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int END_MILLIS = 15_000;
  private static final int HASH_BYTES = 16;
  private static final byte[] NOTHING = {};

  /** An event as it came. */
  record Received(Map<String, String> headers, ByteBuffer body) {
    byte[] bytes() {
      byte[] bytes = new byte[body.remaining()];
      body.duplicate().get(bytes);
      return bytes;
    }

    String text() {
      return new String(bytes(), UTF_8);
    }
  }

  /** A batch as it came. */
  record Batch(String errorMsg, String sequenceNumber, List<Received> events) {
    List<String> texts() {
      return events.stream().map(Received::text).toList();
    }
  }

  /** An answer that says that the call has failed. */
  static final class RemoteException extends IOException {
    private static final long serialVersionUID = 1L;

    RemoteException(String message) {
      super(message);
    }
  }

  /** Writes the parameters of a call. */
  interface Parameters {
    void write(BinaryEncoder out) throws IOException;
  }

  private final Socket socket;
  private final DataInputStream in;
  private byte[] handshake = unknownHashes();
  private int serial;

  /** What the sink said of the two protocols, once it did: {@code BOTH} or {@code CLIENT}. */
  private String match;

  SinkClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new DataInputStream(socket.getInputStream());
  }

  Batch getEventBatch(int n) throws IOException {
    askBatch(n);
    return readBatch();
  }

  /** Asks, and does not wait. */
  void askBatch(int n) throws IOException {
    call("getEventBatch", out -> out.writeInt(n));
  }

  Batch readBatch() throws IOException {
    BinaryDecoder answer = answer();
    String errorMsg = answer.readString();
    String sequenceNumber = answer.readString();
    List<Received> events = new ArrayList<>();
    for (long n = answer.readArrayStart(); n > 0; n = answer.arrayNext()) {
      for (long i = 0; i < n; i++) {
        events.add(new Received(headers(answer), answer.readBytes(null)));
      }
    }
    return new Batch(errorMsg, sequenceNumber, events);
  }

  private static Map<String, String> headers(BinaryDecoder answer) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (long n = answer.readMapStart(); n > 0; n = answer.mapNext()) {
      for (long i = 0; i < n; i++) {
        headers.put(answer.readString(), answer.readString());
      }
    }
    return headers;
  }

  void ack(String sequenceNumber) throws IOException {
    sendAck(sequenceNumber);
    answer();
  }

  void sendAck(String sequenceNumber) throws IOException {
    call("ack", out -> out.writeString(sequenceNumber));
  }

  void nack(String sequenceNumber) throws IOException {
    call("nack", out -> out.writeString(sequenceNumber));
    answer();
  }

  /** What comes before the first call, in the place of a handshake with unknown hashes. */
  void beginWith(byte[] handshake) {
    this.handshake = handshake;
  }

  /** Sends a call, with a handshake before it if it is the first. */
  void call(String message, Parameters parameters) throws IOException {
    send(frame(++serial, request(handshake, message, parameters)));
    handshake = NOTHING;
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  private static byte[] unknownHashes() {
    return new byte[2 * (HASH_BYTES + 1)]; // each followed by a 0: nothing more to say
  }

  /** A call after a handshake that knows no hash. */
  static byte[] firstRequest(String message, Parameters parameters) throws IOException {
    return request(unknownHashes(), message, parameters);
  }

  static byte[] request(byte[] handshake, String message, Parameters parameters)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    out.writeFixed(handshake);
    out.writeMapStart();
    out.setItemCount(0);
    out.writeMapEnd();
    out.writeString(message);
    parameters.write(out);
    return bytes.toByteArray();
  }

  /** Bytes in a frame of one buffer. */
  static byte[] frame(int serial, byte[] payload) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(serial);
    out.writeInt(1);
    out.writeInt(payload.length);
    out.write(payload);
    return bytes.toByteArray();
  }

  /** The next answer, up to what the call returns. */
  BinaryDecoder answer() throws IOException {
    BinaryDecoder answer = answerFrame();
    if (answer.readMapStart() != 0) {
      throw new IOException("metadata");
    }
    if (answer.readBoolean()) {
      if (answer.readIndex() != 0) {
        throw new IOException("a declared error");
      }
      throw new RemoteException(answer.readString());
    }
    return answer;
  }

  /** The next answer, which is to the last call; reads the handshake if it is the first. */
  BinaryDecoder answerFrame() throws IOException {
    int got = in.readInt();
    if (got != serial) {
      throw new IOException("the answer to %d is that to %d".formatted(serial, got));
    }
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    for (int buffers = in.readInt(); buffers > 0; buffers--) {
      payload.write(in.readNBytes(in.readInt()));
    }
    BinaryDecoder answer = DecoderFactory.get().binaryDecoder(payload.toByteArray(), null);
    if (match == null) {
      readHandshake(answer);
    }
    return answer;
  }

  private void readHandshake(BinaryDecoder answer) throws IOException {
    match = List.of("BOTH", "CLIENT", "NONE").get(answer.readEnum());
    if (answer.readIndex() == 1) {
      answer.readString();
    }
    if (answer.readIndex() == 1) {
      answer.readFixed(new byte[HASH_BYTES]);
    }
    if (answer.readIndex() == 1) {
      throw new IOException("metadata");
    }
  }

  String match() {
    return match;
  }

  /** Whether no answer comes for that long. */
  boolean isSilentFor(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      in.readByte();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout(PATIENCE_MILLIS);
    }
  }

  /** Waits until the other side ends the connection, before the time for a request is over. */
  boolean isEnded() throws IOException {
    socket.setSoTimeout(END_MILLIS);
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
