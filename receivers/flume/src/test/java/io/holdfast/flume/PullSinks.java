// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.core.Positioned;
import io.holdfast.testkit.ExternalSystem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** An outside system that is asked over TCP: a sink, with a channel, for each partition. */
final class PullSinks implements ExternalSystem<Positioned<FlumeEvent>> {
  /** How long the sinks may take to notice that a receiver has gone. */
  private static final long NOTICE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<FakeSink> sinks = new ArrayList<>();
  private final List<Long> numbers = new ArrayList<>();

  PullSinks(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      sinks.add(new FakeSink());
      numbers.add(0L);
    }
  }

  List<Integer> ports() {
    return sinks.stream().map(FakeSink::port).toList();
  }

  @Override
  public synchronized Optional<Positioned<FlumeEvent>> produce(int partition, String text) {
    long number = numbers.get(partition);
    numbers.set(partition, number + 1);
    String origin = "sink-" + partition;
    FlumeEvent event =
        FlumeEvent.of(
            Map.of("origin", origin, "number", Long.toString(number), "text", text),
            text.getBytes(UTF_8));
    sinks.get(partition).channel.put(event);
    return Optional.of(Positioned.of(origin, number, event));
  }

  @Override
  public String produceMalformed(int partition) {
    FakeSink sink = sinks.get(partition);
    sink.channel.put(FlumeEvent.of(Map.of(), "without a position".getBytes(UTF_8)));
    return "from 127.0.0.1:" + sink.port();
  }

  @Override
  public List<Positioned<FlumeEvent>> unacknowledged(int partition) {
    return sinks.get(partition).channel.content().stream()
        .filter(event -> event.header("origin").isPresent())
        .map(
            event ->
                Positioned.of(
                    event.header("origin").orElseThrow(),
                    Long.parseLong(event.header("number").orElseThrow()),
                    event))
        .toList();
  }

  @Override
  public void sever() {
    sinks.forEach(FakeSink::sever);
  }

  @Override
  public void refuse(boolean refuse) {
    sinks.forEach(sink -> sink.refuse(refuse));
  }

  @Override
  public OptionalLong taken() {
    return OptionalLong.of(sinks.stream().mapToLong(sink -> sink.channel.taken()).sum());
  }

  /** After a moment in which threads of the sinks can notice that there are none any more. */
  @Override
  public OptionalInt connections() {
    long until = System.nanoTime() + NOTICE_NANOS;
    int connections = count();
    while (connections > 0 && System.nanoTime() < until) {
      Thread.onSpinWait();
      connections = count();
    }
    return OptionalInt.of(connections);
  }

  private int count() {
    return sinks.stream().mapToInt(FakeSink::connections).sum();
  }

  @Override
  public void stopReading(int partition, boolean stop) {
    sinks.get(partition).reading = !stop;
  }

  @Override
  public void produceOversized(int partition) {
    sinks.get(partition).send(serial -> SinkFrames.announcing(serial, 1, 1 << 30));
  }

  @Override
  public int connects(int partition) {
    return sinks.get(partition).connects();
  }

  @Override
  public void close() throws IOException {
    for (FakeSink sink : sinks) {
      sink.close();
    }
  }
}
