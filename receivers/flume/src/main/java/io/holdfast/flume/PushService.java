// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.Intake;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.SourceContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connections of a session share, and their way into Spark. Thread-safe.
 *
 * @param <T> the type of the records
 */
final class PushService<T> {
  private static final Logger log = LoggerFactory.getLogger(PushService.class);

  final PushSettings settings;
  final Duration patience;
  final Protocols protocols = new Protocols();
  final FrameMemory memory;
  final Connections connections;
  final PushMetrics metrics;
  private final Delivery<T> delivery;
  private final SourceContext context;
  private final Intake<T> intake;

  /** For events that have to wait for room, in their order. */
  private final Lane room;

  /** For dead letters, whose file system may be slow. */
  private final Lane poison;

  PushService(
      PushSettings settings,
      Duration patience,
      Delivery<T> delivery,
      SourceContext context,
      Intake<T> intake) {
    this.settings = settings;
    this.patience = patience;
    this.delivery = delivery;
    this.context = context;
    this.intake = intake;
    memory = new FrameMemory(settings.maxBufferedBytes);
    connections = new Connections(settings.maxConnections);
    metrics = new PushMetrics(context.metrics());
    room = new Lane("flume-push-room-" + context.streamId());
    poison = new Lane("flume-push-poison-" + context.streamId());
  }

  Handover<T> handover(String partition, Handover.Listener listener) {
    return new Handover<>(intake, partition, listener);
  }

  /** Hands the events of a request over. Never blocks. */
  void handOver(Handover<T> handover, List<FlumeEvent> events, String peer) {
    Optional<List<RecordBatch<T>>> batches = delivery.batches(events);
    if (batches.isPresent()) {
      enter(handover, batches.get());
    } else {
      poison.execute(() -> withoutPoison(handover, events, peer));
    }
  }

  private void enter(Handover<T> handover, List<RecordBatch<T>> batches) {
    try {
      handover.begin(batches);
      if (!handover.tryAll()) {
        room.execute(() -> waitForRoom(handover));
      }
      intake.sealAfter(Answered.untilQuiet(connections.all()));
    } catch (RuntimeException | Error e) {
      fail(handover, e);
    }
  }

  private void waitForRoom(Handover<T> handover) throws InterruptedException {
    try {
      handover.all();
    } catch (RuntimeException | Error e) {
      fail(handover, e);
    }
  }

  /** No peer can cause that: the session ends with it. */
  private void fail(Handover<T> handover, Throwable reason) {
    intake.fail(reason);
    handover.abort();
  }

  private void withoutPoison(Handover<T> handover, List<FlumeEvent> events, String peer) {
    List<RecordBatch<T>> batches;
    try {
      batches = delivery.batches(events, PoisonHandler.of(context, events.size(), peer));
    } catch (RuntimeException | Error e) {
      fail(handover, e);
      return;
    }
    enter(handover, batches);
  }

  /** A connection has to be closed for what its peer did. */
  void broken(String peer, String reason) {
    metrics.broken();
    log.warn("The connection from {} is closed: {}", peer, reason);
  }

  /** There are enough connections. */
  void refused(String peer) {
    metrics.refused();
    log.warn(
        "The connection from {} is refused: there are {}, which is as many as maxConnections"
            + " allows",
        peer,
        settings.maxConnections);
  }

  /** Ends the threads; waits for each a tenth of the bound at most. */
  void close(Duration bound) {
    room.close(bound.toMillis() / 10);
    poison.close(bound.toMillis() / 10);
  }
}
