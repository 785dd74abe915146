// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flume.Channel;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.channel.file.FileChannel;
import org.apache.flume.event.EventBuilder;

/** A sink on a real channel, without an agent around. */
final class SinkRig implements AutoCloseable {
  final FaultyChannel channel;
  private final Channel real;
  private HoldfastSink sink;
  private final Map<String, String> settings;

  private SinkRig(Channel real, Map<String, String> settings) {
    this.real = real;
    this.settings = settings;
    channel = new FaultyChannel(real);
    real.start();
    start();
  }

  /** A sink on a memory channel that does not wait in a take. */
  static SinkRig memory(String... settings) {
    return memory(0, 100, settings);
  }

  static SinkRig memory(int keepAliveSeconds, int transactionCapacity, String... settings) {
    MemoryChannel channel = new MemoryChannel();
    channel.setName("memory");
    channel.configure(
        new Context(
            Map.of(
                "capacity",
                "100000",
                "transactionCapacity",
                Integer.toString(transactionCapacity),
                "byteCapacity",
                "1000000000",
                "keep-alive",
                Integer.toString(keepAliveSeconds))));
    return new SinkRig(channel, map(settings));
  }

  static SinkRig file(Path directory, int transactionCapacity, String... settings) {
    FileChannel channel = new FileChannel();
    channel.setName("file");
    channel.configure(
        new Context(
            Map.of(
                "checkpointDir", directory.resolve("checkpoint").toString(),
                "dataDirs", directory.resolve("data").toString(),
                "capacity", "10000",
                "transactionCapacity", Integer.toString(transactionCapacity),
                "minimumRequiredSpace", "1048576")));
    return new SinkRig(channel, map(settings));
  }

  private static Map<String, String> map(String... settings) {
    Map<String, String> map = new TreeMap<>(Map.of("hostname", "127.0.0.1", "port", "0"));
    for (int i = 0; i < settings.length; i += 2) {
      map.put(settings[i], settings[i + 1]);
    }
    return map;
  }

  /** Starts another sink on the channel, after {@link #stopSink}. */
  void start() {
    sink = new HoldfastSink();
    sink.setName("polled");
    sink.configure(new Context(settings));
    sink.setChannel(channel);
    sink.start();
  }

  HoldfastSink sink() {
    return sink;
  }

  SinkFigures figures() {
    return sink.figures();
  }

  int port() {
    return sink.port();
  }

  SinkClient client() throws IOException {
    return new SinkClient(port());
  }

  /** Puts events of these texts into the channel, each in a transaction of its own. */
  void put(String... texts) {
    for (String text : texts) {
      put(EventBuilder.withBody(text.getBytes(UTF_8)));
    }
  }

  /** Puts so many events: their texts are numbers from 0. */
  void putNumbers(int count) {
    put(numbers(0, count).toArray(new String[0]));
  }

  static List<String> numbers(int from, int until) {
    List<String> numbers = new ArrayList<>();
    for (int i = from; i < until; i++) {
      numbers.add(Integer.toString(i));
    }
    return numbers;
  }

  void put(Event event) {
    Transaction transaction = real.getTransaction();
    transaction.begin();
    real.put(event);
    transaction.commit();
    transaction.close();
  }

  /** Stops the sink, and takes out of the channel what it has left there. */
  List<String> rest() {
    stopSink();
    List<String> rest = new ArrayList<>();
    Transaction transaction = real.getTransaction();
    transaction.begin();
    for (Event event = real.take(); event != null; event = real.take()) {
      rest.add(new String(event.getBody(), UTF_8));
    }
    transaction.commit();
    transaction.close();
    return rest;
  }

  void stopSink() {
    sink.stop();
  }

  @Override
  public void close() {
    sink.stop();
    real.stop();
  }

  /** The threads of any sink that live. */
  static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("holdfast-sink-"))
        .toList();
  }
}
