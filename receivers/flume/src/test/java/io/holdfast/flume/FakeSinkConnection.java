// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Protocol;
import org.apache.avro.Protocol.Message;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.ipc.Transceiver;
import org.apache.avro.ipc.generic.GenericResponder;

/** A client of a {@link FakeSink}; one thread reads, so that its end is noticed, one answers. */
final class FakeSinkConnection {
  private static final String NAMESPACE = "org.apache.spark.streaming.flume.sink";

  /** Another text than the receiver's, so that each has to look at the other's. */
  private static final Protocol PROTOCOL =
      Protocol.parse(
          """
          {"protocol": "SparkFlumeProtocol", "namespace": "%s", "doc": "a sink's", "types": [
            {"type": "record", "name": "SparkSinkEvent", "fields": [
              {"name": "headers", "type": {"type": "map", "values": "string"}},
              {"name": "body", "type": "bytes"}]},
            {"type": "record", "name": "EventBatch", "fields": [
              {"name": "errorMsg", "type": "string", "default": ""},
              {"name": "sequenceNumber", "type": "string"},
              {"name": "events", "type": {"type": "array", "items": "SparkSinkEvent"}}]}],
           "messages": {
            "getEventBatch": {"doc": "some", "request": [{"name": "n", "type": "int"}],
              "response": "EventBatch"},
            "ack": {"request": [{"name": "sequenceNumber", "type": "string"}],
              "response": "null"},
            "nack": {"request": [{"name": "sequenceNumber", "type": "string"}],
              "response": "null"}}}"""
              .formatted(NAMESPACE));

  private static final Schema BATCH = PROTOCOL.getType(NAMESPACE + ".EventBatch");
  private static final Schema EVENT = PROTOCOL.getType(NAMESPACE + ".SparkSinkEvent");

  private final FakeSink sink;
  private final Socket socket;
  private final Consumer<FakeSinkConnection> onEnd;
  private final BlockingQueue<Optional<Request>> requests = new LinkedBlockingQueue<>();
  private final Answers answers = new Answers();
  private final Stateful state = new Stateful();
  private volatile boolean gone;

  /** What it holds, or null. */
  private String transaction;

  private boolean unanswered;
  private volatile int serial;
  private volatile boolean polled;

  private record Request(int serial, ByteBuffer payload) {}

  FakeSinkConnection(FakeSink sink, Socket socket, Consumer<FakeSinkConnection> onEnd)
      throws IOException {
    this.sink = sink;
    this.socket = socket;
    this.onEnd = onEnd;
    socket.setTcpNoDelay(true);
  }

  void start() {
    FakeSink.start(this::read, "fake-sink-reads");
    FakeSink.start(this::serve, "fake-sink-answers");
  }

  void close() {
    gone = true;
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket could not be closed", e);
    }
  }

  boolean isPolled() {
    return polled;
  }

  void send(IntFunction<byte[]> bytes) {
    try {
      socket.getOutputStream().write(bytes.apply(serial));
    } catch (IOException e) {
      throw new IllegalStateException("nothing could be sent", e);
    }
  }

  private void read() {
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        int serial = in.readInt();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int buffers = in.readInt(); buffers > 0; buffers--) {
          bytes.writeBytes(in.readNBytes(in.readInt()));
        }
        this.serial = serial;
        requests.add(Optional.of(new Request(serial, ByteBuffer.wrap(bytes.toByteArray()))));
      }
    } catch (IOException e) {
      gone = true;
      requests.add(Optional.empty());
    }
  }

  private void serve() {
    try {
      for (Optional<Request> next = requests.take(); next.isPresent(); next = requests.take()) {
        while (!sink.reading && !gone) { // as long as a law lasts
          Thread.onSpinWait();
        }
        answer(next.get());
      }
    } catch (IOException e) {
      return; // the client has gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does
    } finally {
      if (transaction != null) {
        sink.channel.rollBack(transaction);
      }
      close();
      onEnd.accept(this);
    }
  }

  private void answer(Request request) throws IOException {
    unanswered = false;
    List<ByteBuffer> buffers = answers.respond(new ArrayList<>(List.of(request.payload)), state);
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    for (ByteBuffer buffer : buffers) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      payload.writeBytes(bytes);
    }
    if (!unanswered) {
      socket.getOutputStream().write(AvroFrames.frame(request.serial, payload.toByteArray()));
    }
  }

  private final class Answers extends GenericResponder {
    Answers() {
      super(PROTOCOL);
    }

    @Override
    public Object respond(Message message, Object request) throws Exception {
      GenericRecord parameters = (GenericRecord) request;
      polled = message.getName().equals("getEventBatch");
      if (polled) {
        return poll((Integer) parameters.get("n"));
      }
      String number = parameters.get("sequenceNumber").toString();
      transaction = null;
      if (message.getName().equals("nack")) {
        sink.channel.rollBack(number);
      } else if (sink.commitFails) {
        sink.channel.rollBack(number);
        throw new AvroRuntimeException("the commit failed");
      } else {
        sink.channel.commit(number);
        unanswered = sink.ackUnanswered;
      }
      return null;
    }

    private GenericRecord poll(int n) throws InterruptedException {
      if (sink.pollThrows) {
        throw new AvroRuntimeException((String) null);
      }
      String error =
          n > sink.capacity
              ? "Take list for MemoryTransaction, capacity %d full".formatted(sink.capacity)
              : sink.pollError;
      if (error != null) {
        return batch(error, "", List.of());
      }
      if (sink.emptyBatches.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        return batch("", "nothing", List.of());
      }
      transaction = sink.channel.take(n, () -> gone);
      return transaction == null
          ? batch("gone", "", List.of())
          : batch("", transaction, sink.channel.events(transaction));
    }

    private GenericRecord batch(String error, String number, List<FlumeEvent> events) {
      GenericRecord batch = new GenericData.Record(BATCH);
      batch.put("errorMsg", error);
      batch.put("sequenceNumber", number);
      batch.put("events", events.stream().map(Answers::avro).toList());
      return batch;
    }

    private static GenericRecord avro(FlumeEvent event) {
      GenericRecord record = new GenericData.Record(EVENT);
      record.put("headers", Map.copyOf(event.headers()));
      record.put("body", ByteBuffer.wrap(event.body()));
      return record;
    }
  }

  /** What Avro keeps for a connection: that there was a handshake. */
  private static final class Stateful extends Transceiver {
    private Protocol remote;

    @Override
    public String getRemoteName() {
      return "receiver";
    }

    @Override
    public boolean isConnected() {
      return remote != null;
    }

    @Override
    public void setRemote(Protocol protocol) {
      remote = protocol;
    }

    @Override
    public Protocol getRemote() {
      return remote;
    }

    @Override
    public List<ByteBuffer> readBuffers() {
      throw new UnsupportedOperationException("the responder is given what it reads");
    }

    @Override
    public void writeBuffers(List<ByteBuffer> buffers) {
      throw new UnsupportedOperationException("the responder returns what it writes");
    }
  }
}
