// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.util.concurrent.TimeUnit;

/**
 * By how much a thread is late that waits for a time: some 0.1 ms, more where a virtual processor
 * has to be woken, too. Learnt from its waits, since it is the machine's: half of them are later
 * than that, and one that is very late changes it as little as any other. Not thread-safe.
 */
final class WakeUpDelay {
  private static final long LIKELY_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
  private static final long STEP_NANOS = TimeUnit.MICROSECONDS.toNanos(2);
  private static final long MOST_NANOS = TimeUnit.MICROSECONDS.toNanos(300);

  private long nanos = LIKELY_NANOS;

  /** By so much less it is to wait. */
  long nanos() {
    return nanos;
  }

  /**
   * It has waited.
   *
   * @param askedNanos for how long it was to wait
   * @param tookNanos for how long it did; less if it was woken for something else
   */
  void waited(long askedNanos, long tookNanos) {
    long late = tookNanos - askedNanos;
    if (late >= 0) {
      nanos = Math.min(MOST_NANOS, nanos + Long.signum(late - nanos) * STEP_NANOS);
    }
  }
}
