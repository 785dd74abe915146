// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.LongSupplier;
import jdk.net.ExtendedSocketOptions;

/**
 * One connection to a sink, with one request at a time. Everything but the wait for events is
 * bounded in time. Used by one thread, but for {@link #close}.
 */
final class SinkConnection implements Closeable {
  /** A machine that has vanished is noticed after {@code 30 + 3 * 10} seconds. */
  private static final Map<SocketOption<Integer>, Integer> KEEP_ALIVE =
      Map.of(
          ExtendedSocketOptions.TCP_KEEPIDLE, 30,
          ExtendedSocketOptions.TCP_KEEPINTERVAL, 10,
          ExtendedSocketOptions.TCP_KEEPCOUNT, 3);

  private final SinkAddress address;
  private final PullSettings settings;
  private final LongSupplier nanoTime;
  private final Socket socket = new Socket();
  private TimedInput timed;
  private FrameInput frames;
  private int serial;

  SinkConnection(SinkAddress address, PullSettings settings, LongSupplier nanoTime) {
    this.address = address;
    this.settings = settings;
    this.nanoTime = nanoTime;
  }

  /** Connects, and makes sure that a sink is there. */
  void open() throws IOException {
    InetSocketAddress resolved = new InetSocketAddress(address.host(), address.port());
    if (resolved.isUnresolved()) {
      throw new UnknownHostException("there is no host " + address.host());
    }
    socket.setTcpNoDelay(true);
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    for (Map.Entry<SocketOption<Integer>, Integer> option : KEEP_ALIVE.entrySet()) {
      if (socket.supportedOptions().contains(option.getKey())) {
        socket.setOption(option.getKey(), option.getValue());
      }
    }
    socket.connect(resolved, (int) settings.answerTimeoutMillis);
    timed = new TimedInput(socket);
    frames = new FrameInput(new BufferedInputStream(timed), settings.maxFrameBytes);
    // A request without a name is answered by the handshake alone.
    AvroReader answer =
        exchange(ClientHandshake.begin(SinkProtocol.WIRE).writeLong(0).writeString(""));
    ClientHandshake.end(answer, SinkProtocol.WIRE);
  }

  /** Asks for events, and waits until there are some, however long it takes. */
  PulledBatch poll(int maxEvents) throws IOException {
    send(begin(SinkProtocol.GET_EVENT_BATCH).writeLong(maxEvents));
    timed.unbounded();
    frames.await();
    long since = nanoTime.getAsLong();
    byte[] bytes = receive();
    AvroReader in = new AvroReader(bytes);
    try {
      requireNoError(in);
    } catch (SinkErrorException e) {
      return PulledBatch.failed(e.getMessage());
    }
    PulledBatch batch = PulledBatch.read(in, bytes, maxEvents, since);
    requireEnd(in);
    return batch;
  }

  /**
   * Lets the sink forget events.
   *
   * @throws SinkErrorException if it could not, and will send them again
   */
  void ack(String sequenceNumber) throws IOException, SinkErrorException {
    tell(SinkProtocol.ACK, sequenceNumber);
  }

  /** Gives events back. */
  void nack(String sequenceNumber) throws IOException, SinkErrorException {
    tell(SinkProtocol.NACK, sequenceNumber);
  }

  private void tell(String message, String sequenceNumber) throws IOException, SinkErrorException {
    AvroReader in = exchange(begin(message).writeString(sequenceNumber));
    requireNoError(in);
    requireEnd(in);
  }

  private static AvroWriter begin(String message) {
    return new AvroWriter().writeLong(0).writeString(message); // no metadata
  }

  private AvroReader exchange(AvroWriter request) throws IOException {
    send(request);
    timed.within(settings.answerTimeoutMillis);
    try {
      frames.await();
    } catch (SocketTimeoutException e) {
      throw tooSlow(e);
    }
    return new AvroReader(receive());
  }

  private void send(AvroWriter request) throws IOException {
    byte[] payload = request.toBytes();
    socket
        .getOutputStream()
        .write(
            ByteBuffer.allocate(3 * Integer.BYTES + payload.length)
                .putInt(++serial)
                .putInt(1)
                .putInt(payload.length)
                .put(payload)
                .array());
  }

  /** The rest of a frame that has begun. */
  private byte[] receive() throws IOException {
    timed.within(settings.answerTimeoutMillis);
    try {
      return frames.read(serial);
    } catch (SocketTimeoutException e) {
      throw tooSlow(e);
    }
  }

  private IOException tooSlow(SocketTimeoutException e) {
    return new IOException(
        "there was no whole answer within %,d ms".formatted(settings.answerTimeoutMillis), e);
  }

  /** Reads what comes before a response, or the error in its place. */
  private static void requireNoError(AvroReader in) throws SinkErrorException {
    in.skipMap(); // metadata of the answer
    if (!in.readBoolean()) {
      return;
    }
    in.readIndex(1); // no error is declared, so it is a string
    String error = in.readString();
    requireEnd(in);
    throw new SinkErrorException(error.isEmpty() ? "an error without a message" : error);
  }

  private static void requireEnd(AvroReader in) {
    if (!in.isAtEnd()) {
      throw new MalformedBytesException("bytes after the answer");
    }
  }

  /** Any thread; ends whatever waits for the sink. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
