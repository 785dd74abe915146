// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.PoisonException;
import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.SourceContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One session's {@link SourceContext}. Thread-safe. */
final class SessionContext implements SourceContext {
  private static final Logger log = LoggerFactory.getLogger(SessionContext.class);

  /** Each report is a message to the driver; a source full of poison must not drown it. */
  private static final int SKIP_REPORTS_A_SECOND = 10;

  private final SparkDoor<?> door;
  private final long session;
  private final PoisonPolicy policy;
  private final RateGate reports;
  private final Clock clock;
  private volatile boolean stopping;
  private volatile boolean fenced;
  private volatile PoisonException poison;

  SessionContext(SparkDoor<?> door, long session, PoisonPolicy policy, Clock clock) {
    this.door = door;
    this.session = session;
    this.policy = policy;
    this.clock = clock;
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

  @Override
  public void poison(String position, Throwable reason) {
    if (policy == PoisonPolicy.FAIL) {
      PoisonException exception = new PoisonException(PoisonReport.fail(position, reason));
      exception.initCause(reason);
      poison = exception;
      throw exception;
    }
    String report = PoisonReport.skip(position, reason);
    log.warn("Stream {}: {}", door.streamId(), report);
    if (mayReport()) {
      door.reportError(report, reason);
    }
  }

  /** The poison that ended the session, even if the source swallowed the exception; or null. */
  PoisonException poison() {
    return poison;
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
