// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.Intake;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.SourceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What the workers of a session share, and their way into Spark. Thread-safe.
 *
 * @param <T> the type of the records
 */
final class PullService<T> {
  final PullSettings settings;
  final PullMetrics metrics;
  final LongSupplier nanoTime;
  private final Delivery<T> delivery;
  private final SourceContext context;
  private final Intake<T> intake;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final List<PulledSink> sinks = new ArrayList<>();
  private final List<PullWorker<T>> workers = new ArrayList<>();

  PullService(
      PullSettings settings,
      Delivery<T> delivery,
      SourceContext context,
      Intake<T> intake,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.delivery = delivery;
    this.context = context;
    this.intake = intake;
    this.nanoTime = nanoTime;
    metrics = new PullMetrics(context.metrics());
    for (SinkAddress address : settings.sinks) {
      PulledSink sink = new PulledSink(address, settings.maxBatchEvents, context);
      sinks.add(sink);
      for (int i = 0; i < settings.connectionsPerSink; i++) {
        workers.add(new PullWorker<>(this, sink, address + " number " + i));
      }
    }
  }

  void start() {
    metrics.gauges(
        () -> sinks.stream().mapToLong(PulledSink::connections).sum(),
        () -> sinks.stream().filter(sink -> sink.connections() == 0).count());
    workers.forEach(worker -> worker.start("flume-pull-" + context.streamId()));
  }

  boolean isStopping() {
    return stopping.getCount() == 0;
  }

  /** Waits so long, or until the source is to stop. */
  void pause(long millis) throws InterruptedException {
    boolean unused = stopping.await(millis, TimeUnit.MILLISECONDS);
  }

  /** What is to be stored of a batch, without its poison. */
  List<RecordBatch<T>> batches(PulledBatch batch, SinkAddress from) {
    List<FlumeEvent> events = batch.events();
    return delivery.batches(events, PoisonHandler.of(context, events.size(), from.toString()));
  }

  Storing<T> storing(String partition) {
    return new Storing<>(intake, partition);
  }

  /** Has the open block stored once nothing can be expected that would fill it. */
  void sealWhenQuiet() {
    intake.sealAfter(Answered.untilQuiet(workers));
  }

  /** No sink can cause that: the session ends with it. */
  void fail(Throwable reason) {
    intake.fail(reason);
  }

  /**
   * Ends the workers: at once those that hold no events, the others when they have told their sink
   * what became of them, for which they have half of the bound. Blocks for three quarters of it at
   * most; an interrupt ends the waiting only.
   */
  void close(long boundMillis) {
    stopping.countDown();
    workers.forEach(PullWorker::finish);
    boolean waited = join(boundMillis / 2);
    workers.forEach(PullWorker::abort);
    if (waited) {
      join(boundMillis / 4);
    }
  }

  /** Whether it was not interrupted. */
  private boolean join(long millis) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      for (PullWorker<T> worker : workers) {
        worker.join(until - System.nanoTime());
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
