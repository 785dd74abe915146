// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** A clock that stands still until it is advanced. */
final class ManualClock implements Clock {
  /** Waits return early, as they may, so that none sleeps through an advance. */
  private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final AtomicLong now = new AtomicLong(1_000_000_000L);
  private final Collection<Long> waits = new ConcurrentLinkedQueue<>();

  @Override
  public long nanoTime() {
    return now.get();
  }

  @Override
  @SuppressWarnings("WaitNotInLoop") // the callers loop
  public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
    waits.add(nanos);
    try {
      long unused = condition.awaitNanos(GLANCE_NANOS);
    } finally {
      waits.remove(nanos);
    }
  }

  void advance(Duration by) {
    now.addAndGet(by.toNanos());
  }

  /** Whether some thread waits, and for no longer than that. */
  boolean someoneWaits(Duration atMost) {
    return waits.stream().anyMatch(nanos -> nanos <= atMost.toNanos());
  }
}
