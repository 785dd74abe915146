// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether a job is told to quiesce. A file system that cannot say is a no, and a line in the
 * log now and then. Used by one thread at a time.
 */
public final class QuiesceLook {
  private static final Logger log = LoggerFactory.getLogger(QuiesceLook.class);
  private static final long BETWEEN_LINES_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Callable<Boolean> question;
  private final Clock clock;
  private long failures;
  private long loggedNanos;

  /** Looks by asking this. */
  public QuiesceLook(Callable<Boolean> question, Clock clock) {
    this.question = question;
    this.clock = clock;
  }

  /** Whether the job is told to quiesce, as far as can be seen. Never throws. */
  public boolean look() {
    try {
      return question.call();
    } catch (Exception e) {
      log(e);
      return false;
    }
  }

  private void log(Exception failure) {
    long now = clock.nanoTime();
    failures++;
    if (failures == 1 || now - loggedNanos >= BETWEEN_LINES_NANOS) {
      loggedNanos = now;
      log.warn("Whether the job is to quiesce cannot be seen, {} times so far", failures, failure);
    }
  }
}
