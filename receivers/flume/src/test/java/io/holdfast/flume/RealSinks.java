// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.flume.sink.HoldfastSink;
import io.holdfast.parts.FaultProxy;
import io.holdfast.parts.FaultProxy.Cut;
import io.holdfast.parts.FreePorts;
import io.holdfast.testkit.ExternalSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.flume.Context;

/** An outside system that is asked over TCP: for each partition the sink that agents have. */
final class RealSinks implements ExternalSystem<FlumeEvent> {
  /** How long the proxy may take to notice that a receiver has gone. */
  private static final long NOTICE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<HoldfastSink> sinks = new ArrayList<>();
  private final List<WatchedChannel> channels = new ArrayList<>();
  private final List<FaultProxy> proxies = new ArrayList<>();

  RealSinks(int count) {
    for (int port : FreePorts.choose(count)) {
      WatchedChannel channel = new WatchedChannel();
      HoldfastSink sink = new HoldfastSink();
      sink.setName("sink-" + port);
      sink.setChannel(channel);
      // One batch at a time, whoever has it: so events keep their order over all connections.
      sink.configure(
          new Context(
              Map.of(
                  "hostname", "127.0.0.1",
                  "port", Integer.toString(port),
                  "threads", "1",
                  "backoffInterval", "5")));
      sink.start();
      sinks.add(sink);
      channels.add(channel);
      proxies.add(FaultProxy.to(port));
    }
  }

  List<Integer> ports() {
    return proxies.stream().map(FaultProxy::port).toList();
  }

  @Override
  public Optional<FlumeEvent> produce(int partition, String text) {
    FlumeEvent event = FlumeEvent.of(Map.of("text", text), text.getBytes(UTF_8));
    channels.get(partition).put(event);
    return Optional.of(event);
  }

  @Override
  public List<FlumeEvent> unacknowledged(int partition) {
    return channels.get(partition).content();
  }

  @Override
  public void sever() {
    proxies.forEach(proxy -> proxy.cut(Cut.RST));
  }

  @Override
  public void refuse(boolean refuse) {
    proxies.forEach(refuse ? FaultProxy::refuse : FaultProxy::heal);
  }

  @Override
  public OptionalLong taken() {
    return OptionalLong.of(channels.stream().mapToLong(WatchedChannel::taken).sum());
  }

  /** After a moment in which it can be noticed that there are none any more. */
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
    return proxies.stream().mapToInt(FaultProxy::connections).sum();
  }

  @Override
  public void close() {
    proxies.forEach(FaultProxy::close);
    sinks.forEach(HoldfastSink::stop);
    channels.forEach(WatchedChannel::stop);
  }
}
