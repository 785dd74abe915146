// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Says yes at most once in a period, and not before the first period is over. Not thread-safe. */
final class Every {
  private final long periodNanos;
  private final LongSupplier nanoTime;
  private long last;

  Every(Duration period, LongSupplier nanoTime) {
    this.periodNanos = period.toNanos();
    this.nanoTime = nanoTime;
    this.last = nanoTime.getAsLong();
  }

  boolean isDue() {
    long now = nanoTime.getAsLong();
    if (now - last < periodNanos) {
      return false;
    }
    last = now;
    return true;
  }
}
