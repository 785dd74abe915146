// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.RecordBatch;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread with a connection to a sink: polls, stores, tells the sink, and only then polls again,
 * since some sinks read nothing else of a connection while a poll waits there. Connects again when
 * the connection breaks.
 *
 * @param <T> the type of the records
 */
final class PullWorker<T> implements Answered {
  private static final Logger log = LoggerFactory.getLogger(PullWorker.class);

  private final PullService<T> service;
  private final PulledSink sink;
  private final String name;
  private final Pauses pauses;
  private Thread thread;

  /** Null while there is none. Guarded by this. */
  private SinkConnection connection;

  /** Whether it has events that the sink must be told about. Guarded by this. */
  private boolean holding;

  /** Guarded by this. */
  private boolean finishing;

  /** When something has come last; for any thread. */
  private volatile long activeSince = System.nanoTime();

  PullWorker(PullService<T> service, PulledSink sink, String name) {
    this.service = service;
    this.sink = sink;
    this.name = name;
    pauses = new Pauses(service.settings.minPauseMillis, service.settings.maxPauseMillis);
  }

  void start(String prefix) {
    thread = new Thread(this::run, prefix + " " + name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public synchronized long nanosActive(long now) {
    return holding ? 0 : Math.max(0, activeSince + QUIET_NANOS - now);
  }

  /** Takes nothing more. What it holds it still tells the sink about. Any thread. */
  synchronized void finish() {
    finishing = true;
    if (!holding) {
      disconnect();
    }
  }

  /** Ends whatever it does. Any thread. */
  synchronized void abort() {
    finishing = true;
    disconnect();
    thread.interrupt();
  }

  void join(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.timedJoin(thread, nanos);
  }

  private void disconnect() {
    if (connection != null) {
      try {
        connection.close();
      } catch (IOException e) {
        log.debug("The connection to {} does not close well", name, e);
      }
    }
  }

  private void run() {
    try {
      while (!service.isStopping()) {
        connectAndPull();
        service.pause(pauses.nextMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end
    } catch (Throwable t) { // or it would end silently
      service.fail(t);
    }
  }

  private void connectAndPull() throws InterruptedException {
    long since = System.nanoTime();
    boolean opened = false;
    try (SinkConnection made =
        new SinkConnection(sink.address, service.settings, service.nanoTime)) {
      if (!adopt(made)) {
        return;
      }
      made.open();
      opened = true;
      sink.opened();
      pull(made);
    } catch (IOException | MalformedBytesException e) {
      failed(e, opened, System.nanoTime() - since);
    } finally {
      if (opened) {
        sink.closed();
      }
      release();
    }
  }

  private void failed(Exception reason, boolean opened, long livedNanos) {
    if (service.isStopping()) {
      return;
    }
    if (opened) {
      service.metrics.broken();
      if (TimeUnit.NANOSECONDS.toMillis(livedNanos) >= service.settings.maxPauseMillis) {
        works();
      }
    }
    sink.failed(reason);
  }

  private void works() {
    pauses.reset();
    sink.works();
  }

  private synchronized boolean adopt(SinkConnection made) {
    connection = made;
    return !finishing;
  }

  private synchronized void release() {
    connection = null;
    holding = false;
  }

  private void pull(SinkConnection from) throws IOException, InterruptedException {
    while (!service.isStopping()) {
      int asked = sink.batchSize.current();
      service.metrics.polled();
      PulledBatch batch = from.poll(asked);
      if (!hold()) {
        return; // too late: it is not stored, and the sink sees the connection close
      }
      boolean well = batch.isError() ? less(asked, batch) : take(asked, batch, from);
      letGo();
      if (!well) {
        service.pause(pauses.nextMillis());
      }
    }
  }

  private synchronized boolean hold() {
    holding = !finishing;
    return holding;
  }

  private synchronized void letGo() {
    holding = false;
    activeSince = System.nanoTime();
  }

  /** Asks for less if that is what is wrong; says whether it is worth another try at once. */
  private boolean less(int asked, PulledBatch error) {
    if (error.isTooMany() && sink.batchSize.refused(asked)) {
      log.info(
          "The channel of the Flume sink at {} does not give {} events at once ({}); {} are asked"
              + " for now",
          sink.address,
          asked,
          error.error(),
          sink.batchSize.current());
      return true;
    }
    sink.failed(new SinkErrorException("it answers: " + error.error()));
    return false;
  }

  /** Says whether to go on at once. */
  private boolean take(int asked, PulledBatch batch, SinkConnection from)
      throws IOException, InterruptedException {
    if (batch.events().isEmpty()) {
      acceptNothing(batch, from);
      return false;
    }
    if (sink.batchSize.given(asked, batch.events().size())) {
      log.debug("The sink at {} is asked for {} events", name, sink.batchSize.current());
    }
    return switch (store(batch, from)) {
      case DURABLE -> {
        service.metrics.acked();
        yield ack(batch, from);
      }
      case MAYBE_STORED -> {
        service.metrics.ambiguous();
        yield nack(batch, from);
      }
      case NOT_STORED -> nack(batch, from);
    };
  }

  /** What a sink that stops may answer. */
  private void acceptNothing(PulledBatch batch, SinkConnection from) throws IOException {
    try {
      from.ack(batch.sequenceNumber());
    } catch (SinkErrorException e) {
      sink.failed(e);
    }
  }

  private Storing.Outcome store(PulledBatch batch, SinkConnection from)
      throws InterruptedException {
    try {
      List<RecordBatch<T>> batches = service.batches(batch, sink.address);
      Storing<T> storing = service.storing(name);
      storing.submit(batches);
      service.sealWhenQuiet();
      return storing.await(sinkTimeoutNanos() - ageNanos(batch));
    } catch (RuntimeException | Error e) {
      try {
        nack(batch, from);
      } catch (IOException | MalformedBytesException broken) {
        e.addSuppressed(broken); // the sink notices by itself
      }
      throw e;
    }
  }

  /** Says whether the sink has forgotten them, as far as it says. */
  private boolean ack(PulledBatch batch, SinkConnection from) throws IOException {
    boolean sure = false;
    try {
      from.ack(batch.sequenceNumber());
      sure = ageNanos(batch) < sinkTimeoutNanos();
      works();
      return true;
    } catch (SinkErrorException e) {
      sink.failed(e);
      return false;
    } finally {
      if (!sure) {
        service.metrics.ambiguous();
      }
    }
  }

  private boolean nack(PulledBatch batch, SinkConnection from) throws IOException {
    service.metrics.nacked();
    try {
      from.nack(batch.sequenceNumber());
    } catch (SinkErrorException e) {
      log.debug("The sink at {} has given up the events itself", name, e);
    }
    return false;
  }

  private long ageNanos(PulledBatch batch) {
    return service.nanoTime.getAsLong() - batch.sinceNanos();
  }

  private long sinkTimeoutNanos() {
    return TimeUnit.MILLISECONDS.toNanos(service.settings.sinkTimeoutMillis);
  }
}
