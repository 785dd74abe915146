// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before something is tried again: at random up to a bound that doubles, so that
 * many do not come back in step. Not thread-safe.
 */
final class Pauses {
  private final long minMillis;
  private final long maxMillis;
  private long boundMillis;

  Pauses(long minMillis, long maxMillis) {
    this.minMillis = minMillis;
    this.maxMillis = maxMillis;
    reset();
  }

  /** It went well. */
  void reset() {
    boundMillis = minMillis;
  }

  /** From 1 ms on. */
  long nextMillis() {
    long pause = 1 + ThreadLocalRandom.current().nextLong(boundMillis);
    boundMillis = Math.min(maxMillis, boundMillis * 2);
    return pause;
  }
}
