// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import io.holdfast.benchmarks.sender.Sent;
import io.holdfast.parts.FlumeAgent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Flume's own avro source, in an agent whose sink takes all and keeps nothing. */
final class FlumeAvroSource implements AutoCloseable {
  private static final Duration DRAIN_BOUND = Duration.ofMinutes(2);

  private final FlumeAgent agent;
  private final Channel channel;
  private final int port;
  private long sent;

  /** Where the agent keeps events between its source and its sink. */
  enum Channel {
    MEMORY("memory", "100000", "100000"),
    /** Writes each transaction to the disk, and waits until it is there. */
    FILE("file", "1000000", "100");

    private final String type;
    private final String capacity;

    /** The sink logs its total so often, which is how one sees that the channel is empty. */
    private final String logEvery;

    Channel(String type, String capacity, String logEvery) {
      this.type = type;
      this.capacity = capacity;
      this.logEvery = logEvery;
    }
  }

  private FlumeAvroSource(FlumeAgent agent, Channel channel, int port) {
    this.agent = agent;
    this.channel = channel;
    this.port = port;
  }

  /** Starts an agent in that directory, which is its own; returns when its source listens. */
  static FlumeAvroSource start(Path directory, Channel channel) throws Exception {
    int port = Ports.free();
    FlumeAgent agent =
        FlumeAgent.in(directory)
            .jvmOptions(List.of("-Xms1g", "-Xmx1g"))
            .setting("agent.sources", "lines avro")
            .setting("agent.sources.avro.type", "avro")
            .setting("agent.sources.avro.bind", "127.0.0.1")
            .setting("agent.sources.avro.port", "" + port)
            .setting("agent.sources.avro.channels", "events")
            .setting("agent.channels.events.type", channel.type)
            .setting("agent.channels.events.capacity", channel.capacity)
            .setting("agent.channels.events.transactionCapacity", "10000")
            .setting("agent.channels.events.checkpointInterval", "30000") // as by default
            .setting("agent.sinks.spark.type", "null")
            .setting("agent.sinks.spark.batchSize", "1000")
            .setting("agent.sinks.spark.logEveryNEvents", channel.logEvery)
            .start();
    try {
      Ports.await(port);
      return new FlumeAvroSource(agent, channel, port);
    } catch (Exception e) {
      agent.close();
      throw e;
    }
  }

  /** A contender that sends to it. */
  Contender<Push.Task> contender(String label, Push push) {
    return Contender.of(
        label,
        task -> {
          Meter meter = Meter.of(ProcessHandle.of(agent.process().pid()).orElseThrow());
          Sent result = push.send(task, port);
          sent += result.records();
          if (channel == Channel.FILE) { // it takes more than its sink can, and works on
            agent.process().awaitLine("successful processed " + sent + " events", DRAIN_BOUND);
          }
          return Push.round(meter, result);
        });
  }

  /**
   * Stops the agent.
   *
   * @throws IllegalStateException if its sink has not taken what its source has answered OK
   */
  @Override
  public void close() {
    agent.close();
    if (!agent.process().log().contains("channel.event.take.success == " + sent)) {
      throw new IllegalStateException(
          "the agent's sink has not taken the %d events that were sent".formatted(sent));
    }
  }
}
