// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import io.holdfast.benchmarks.sender.Order;
import io.holdfast.benchmarks.sender.Protocol;
import io.holdfast.benchmarks.sender.Sender;
import io.holdfast.benchmarks.sender.Sent;
import io.holdfast.core.ReliableReceiver;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntFunction;

/** How a sender's records get to those who listen for them. */
final class Push {
  private final Sender sender;
  private final Protocol protocol;
  private final SendOptions options;

  Push(Sender sender, Protocol protocol, SendOptions options) {
    this.sender = sender;
    this.protocol = protocol;
    this.options = options;
  }

  /**
   * What is sent: so many connections, and the batch or the window of each.
   *
   * @param idle connections that send nothing
   */
  record Task(int batch, int connections, int idle) {
    @Override
    public String toString() {
      return "%d x %d".formatted(batch, connections);
    }
  }

  /** Sends to whoever listens there. */
  Sent send(Task task, int port) throws Exception {
    return sender.send(
        new Order(
            protocol,
            port,
            task.connections(),
            task.batch(),
            options.bytes,
            task.idle(),
            options.millis));
  }

  /** A round in which somebody else was sent to. */
  static Round round(Meter meter, Sent sent) {
    return meter.round(
        sent.records(), sent.seconds(), figures(Figure.ROUND_TRIP, sent.roundTripMillis()));
  }

  private static Map<Figure, Double> figures(Figure figure, double value) {
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    figures.put(figure, value);
    return figures;
  }

  /** The sender's own limit. */
  Contender<Task> limit(NullServer server) {
    return Contender.of("nobody", task -> round(Meter.here(), send(task, server.port())));
  }

  /**
   * A receiver of ours, in a local job of its own.
   *
   * @param log whether with the write-ahead log
   * @param receiver makes one that listens at a port
   */
  Contender<Task> ours(String label, boolean log, IntFunction<ReliableReceiver<?>> receiver) {
    return Contender.of(
        label,
        task -> {
          int port = Ports.free();
          try (CountingJob job = CountingJob.start(log, receiver.apply(port))) {
            Ports.await(port);
            Meter meter = Meter.here();
            Sent sent = send(task, port);
            job.awaitAll(sent.records());
            Map<Figure, Double> figures = figures(Figure.ROUND_TRIP, sent.roundTripMillis());
            figures.put(Figure.STORE, job.storeMillis());
            return meter.round(sent.records(), sent.seconds(), figures);
          }
        });
  }
}
