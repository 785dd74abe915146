// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.util.concurrent.TimeUnit;

/**
 * Spark's rate limit, by debt: a batch may overshoot, and the next one waits until the overshoot is
 * paid. Nothing is saved up while nothing comes. Used by one thread.
 */
final class RateGate {
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private long limit = Long.MAX_VALUE;

  /** In records, never negative; 0 when the gate is open. */
  private double debt;

  private long paidUntilNanos;

  RateGate(long nowNanos) {
    paidUntilNanos = nowNanos;
  }

  /**
   * How long the next batch has to wait.
   *
   * @param newLimit the live limit in records per second, {@link Long#MAX_VALUE} for none; a change
   *     counts from now on
   */
  long nanosToWait(long newLimit, long nowNanos) {
    pay(nowNanos);
    limit = newLimit;
    if (limit == Long.MAX_VALUE) {
      debt = 0;
    }
    return debt == 0 ? 0 : Math.max(1, (long) Math.ceil(debt / limit * NANOS));
  }

  /** How many records to ask for at once, so that no single batch takes long to pay for. */
  int demand(int room) {
    return limit == Long.MAX_VALUE ? room : (int) Math.max(1, Math.min(room, limit / 10));
  }

  /** Takes a batch into account. */
  void charge(int records) {
    if (limit != Long.MAX_VALUE) {
      debt += records;
    }
  }

  private void pay(long nowNanos) {
    double seconds = (nowNanos - paidUntilNanos) / NANOS;
    debt = Math.max(0, debt - seconds * limit);
    paidUntilNanos = nowNanos;
  }
}
