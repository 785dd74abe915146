// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.PoisonException;
import io.holdfast.core.ProcessedPositions;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.SourceContext;
import io.holdfast.core.SourceMetrics;
import io.holdfast.core.internal.metrics.ReceiverMetrics;
import io.holdfast.core.internal.metrics.SessionSourceMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One session's {@link SourceContext}. Thread-safe. */
final class SessionContext implements SourceContext {
  private static final Logger log = LoggerFactory.getLogger(SessionContext.class);

  /** Each report is a message to the driver; a source full of poison must not drown it. */
  private static final int SKIP_REPORTS_A_SECOND = 10;

  private final SparkDoor<?> door;
  private final long session;
  private final ReceiverSettings settings;
  private final Optional<DeadLetters> deadLetters;
  private final RateGate reports;
  private final Clock clock;
  private final ReceiverMetrics metrics;
  private final SessionSourceMetrics sourceMetrics;
  private volatile boolean stopping;
  private volatile boolean fenced;
  private volatile PoisonException poison;
  private volatile String lastPoison;
  private volatile BlockPipeline<?, ?> pipeline;
  private volatile PollDriver<?, ?> flusher;

  SessionContext(
      SparkDoor<?> door,
      long session,
      ReceiverSettings settings,
      Clock clock,
      ReceiverMetrics metrics) {
    this.door = door;
    this.session = session;
    this.settings = settings;
    deadLetters =
        settings
            .deadLetterDirectory()
            .map(
                directory ->
                    new DeadLetters(
                        directory, door.hadoopConfiguration(), door.streamId(), session));
    this.clock = clock;
    this.metrics = metrics;
    sourceMetrics = new SessionSourceMetrics(metrics);
    reports = new RateGate(clock.nanoTime());
  }

  @Override
  public int streamId() {
    return door.streamId();
  }

  @Override
  public long session() {
    return session;
  }

  @Override
  public long epoch() {
    return door.epoch();
  }

  @Override
  public Optional<ProcessedPositions> processed() {
    return door.processed();
  }

  @Override
  public boolean isStopping() {
    return stopping;
  }

  void stop() {
    stopping = true;
  }

  /** Whether the session was given up and must commit nothing any more. */
  boolean isFenced() {
    return fenced;
  }

  void fence() {
    fenced = true;
  }

  /** Ends a session that was given up, should its source ever return. */
  void throwIfFenced() {
    if (fenced) {
      throw new IllegalStateException("the session was given up");
    }
  }

  /** Tells the context of its session's pipeline, and of a polling source's driver. */
  void serve(BlockPipeline<?, ?> pipeline, PollDriver<?, ?> flusher) {
    this.pipeline = pipeline;
    this.flusher = flusher;
  }

  @Override
  public void seal() {
    if (pipeline != null) {
      pipeline.seal();
    }
  }

  @Override
  public boolean flush(Duration timeout) throws Exception {
    if (flusher == null) {
      throw new IllegalStateException("flush is for polling sources, inside their poll");
    }
    return flusher.flushInPoll(timeout.toNanos());
  }

  @Override
  public void poison(String position, Map<String, byte[]> payload, Throwable reason) {
    metrics.poison();
    switch (settings.poison()) {
      case FAIL -> throw failed(PoisonReport.fail(position, reason), reason);
      case SKIP -> passedOver(PoisonReport.skip(position, reason), reason);
      case DEAD_LETTER -> {
        keep(position, payload, reason);
        passedOver(PoisonReport.kept(position, reason), reason);
      }
    }
  }

  private PoisonException failed(String report, Throwable reason) {
    PoisonException exception = new PoisonException(report);
    exception.initCause(reason);
    poison = exception;
    return exception;
  }

  private void passedOver(String report, Throwable reason) {
    log.warn("Stream {}: {}", door.streamId(), report);
    if (mayReport()) {
      door.reportError(report, reason);
    }
  }

  private void keep(String position, Map<String, byte[]> payload, Throwable reason) {
    lastPoison = position;
    try {
      deadLetters.orElseThrow().write(position, payload, reason);
    } catch (IOException | RuntimeException e) {
      throw notKept(e);
    }
  }

  /**
   * Flushes the dead letters, before anything is acknowledged that could be after them.
   *
   * @throws PoisonException if that fails; then nothing may be acknowledged any more
   */
  void flushDeadLetters() {
    try {
      if (deadLetters.isPresent()) {
        deadLetters.get().flush();
      }
    } catch (IOException | RuntimeException e) {
      throw notKept(e);
    }
  }

  private PoisonException notKept(Exception why) {
    throwIfFenced(); // the write was interrupted with the session, and nobody is to blame
    String directory = settings.deadLetterDirectory().orElseThrow();
    return failed(PoisonReport.notKept(lastPoison, directory, why), why);
  }

  /** The source says no more. */
  void closeDeadLetters() {
    try {
      if (deadLetters.isPresent()) {
        deadLetters.get().close();
      }
    } catch (IOException | RuntimeException e) {
      log.warn("Stream {}: the file of dead letters could not be closed", door.streamId(), e);
    }
  }

  /** Ends a session whose source has met poison, even if it swallowed the exception. */
  void throwPoison() {
    if (poison != null) {
      throw poison;
    }
  }

  /** The poison that ended the session, even if the source swallowed the exception; or null. */
  PoisonException poison() {
    return poison;
  }

  @Override
  public SourceMetrics metrics() {
    return sourceMetrics;
  }

  /** Drops the source's gauges; its session is over. */
  void endMetrics() {
    sourceMetrics.close();
  }

  @Override
  public void reportError(String message, Throwable cause) {
    log.warn("Stream {}: {}", door.streamId(), message, cause);
    door.reportError(message, cause);
  }

  private synchronized boolean mayReport() {
    if (reports.nanosToWait(SKIP_REPORTS_A_SECOND, clock.nanoTime()) > 0) {
      return false;
    }
    reports.charge(1);
    return true;
  }
}
