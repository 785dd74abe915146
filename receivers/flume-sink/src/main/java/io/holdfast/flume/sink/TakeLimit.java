// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import java.util.concurrent.TimeUnit;

/**
 * How many events a transaction of the channel gives, as far as it was seen. Channels do not tell,
 * and one that failed for another reason is to be asked for more again, so it is forgotten after a
 * while. Thread-safe.
 */
final class TakeLimit {
  private static final long REMEMBERED_NANOS = TimeUnit.MINUTES.toNanos(1);

  private int limit = Integer.MAX_VALUE;
  private long learnedNanos;

  synchronized int limit(int asked) {
    if (System.nanoTime() - learnedNanos > REMEMBERED_NANOS) {
      limit = Integer.MAX_VALUE;
    }
    return Math.min(asked, limit);
  }

  synchronized void learn(int taken) {
    limit = taken;
    learnedNanos = System.nanoTime();
  }
}
