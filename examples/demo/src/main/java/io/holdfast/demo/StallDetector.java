// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Notices that something is outstanding and nothing has moved for too long. Not thread-safe. */
final class StallDetector {
  private final Duration bound;
  private final LongSupplier nanoTime;
  private long movedAt;
  private long position = -1;

  StallDetector(Duration bound, LongSupplier nanoTime) {
    this.bound = bound;
    this.nanoTime = nanoTime;
    this.movedAt = nanoTime.getAsLong();
  }

  Duration bound() {
    return bound;
  }

  /**
   * To be called regularly.
   *
   * @param position anything that grows with progress
   * @param outstanding whether there is progress to make; without, time does not count
   * @return whether the bound is exceeded
   */
  boolean isStalled(long position, boolean outstanding) {
    long now = nanoTime.getAsLong();
    if (position != this.position || !outstanding) {
      this.position = position;
      movedAt = now;
      return false;
    }
    return now - movedAt > bound.toNanos();
  }
}
