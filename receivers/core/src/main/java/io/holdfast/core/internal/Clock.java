// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** Time as the engine sees it, so that a test can be its master. */
public interface Clock {

  /** The real time. */
  Clock SYSTEM =
      new Clock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        @SuppressWarnings("WaitNotInLoop") // the callers loop
        public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
          long unused = condition.awaitNanos(nanos);
        }
      };

  /** As {@link System#nanoTime}. */
  long nanoTime();

  /**
   * Waits for a signal, at most so long; may return early. The caller holds the lock that the
   * condition belongs to and checks again what it waits for.
   */
  void await(Lock lock, Condition condition, long nanos) throws InterruptedException;
}
