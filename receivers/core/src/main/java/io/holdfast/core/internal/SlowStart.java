// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Holds back a receiver that Spark has launched anew, as a rule on another executor: what its
 * source has piled up meanwhile is not to flood a machine that has just taken over. The limit
 * begins at 1,000 records per second, and doubles each second from the first block on until it
 * meets the one that Spark gives, which with back-pressure is none before the next batch completes.
 *
 * <p>Thread-safe.
 */
public final class SlowStart {
  private static final long FIRST = 1000;

  /** By then it is beyond what any receiver takes. */
  private static final int DOUBLINGS = 30;

  private static final long NOT_BEGUN = Long.MIN_VALUE;

  private final Clock clock;
  private final AtomicLong beganNanos = new AtomicLong(NOT_BEGUN);

  /** A start that begins with {@link #stored}. */
  public SlowStart(Clock clock) {
    this.clock = clock;
  }

  /** A block was stored; only the first one counts. */
  public void stored() {
    beganNanos.compareAndSet(NOT_BEGUN, clock.nanoTime());
  }

  /** The limit in records per second that holds now, where Spark's own is the given one. */
  public long limit(long ofSpark) {
    long began = beganNanos.get();
    if (began == NOT_BEGUN) {
      return Math.min(FIRST, ofSpark);
    }
    long seconds = TimeUnit.NANOSECONDS.toSeconds(clock.nanoTime() - began);
    return seconds >= DOUBLINGS ? ofSpark : Math.min(FIRST << seconds, ofSpark);
  }
}
