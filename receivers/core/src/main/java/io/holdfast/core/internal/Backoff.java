// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.ReceiverSettings;
import java.util.function.DoubleSupplier;

/**
 * The pause before a failed source is opened again: exponential with full jitter, so that many
 * receivers of one broken system do not return in step. Used by one thread.
 */
final class Backoff {
  private final long minNanos;
  private final long maxNanos;
  private final DoubleSupplier random;
  private long boundNanos;

  /**
   * A back-off at its shortest.
   *
   * @param random numbers in {@code [0, 1)}
   */
  Backoff(ReceiverSettings settings, DoubleSupplier random) {
    minNanos = settings.minBackoff().toNanos();
    maxNanos = settings.maxBackoff().toNanos();
    this.random = random;
    boundNanos = minNanos;
  }

  /** The next pause, after a session that lived so long. */
  long nextNanos(long livedNanos) {
    if (livedNanos >= maxNanos) {
      boundNanos = minNanos;
    }
    long pause = 1 + (long) (random.getAsDouble() * boundNanos);
    boundNanos = Math.min(maxNanos, boundNanos * 2);
    return pause;
  }
}
