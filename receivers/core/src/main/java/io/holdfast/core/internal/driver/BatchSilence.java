// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Notices that Spark makes no batches any more. Whatever goes wrong while one is made is reported,
 * if only at the next tick of the timer where it ended the thread; but nobody reports that the
 * timer itself has ended, as by an interrupt: the job then sits there and receives.
 *
 * <p>Silence alone proves nothing, since to make a batch may take long. Thread-safe.
 */
final class BatchSilence {
  private static final int BATCHES = 5;
  private static final long LEAST_MILLIS = TimeUnit.SECONDS.toMillis(5);

  private final long limitMillis;
  private final LongSupplier clock;
  private volatile long lastMillis;

  /** Silent from now on, by a clock in milliseconds. */
  BatchSilence(long batchMillis, LongSupplier clock) {
    limitMillis = Math.max(BATCHES * batchMillis, LEAST_MILLIS);
    this.clock = clock;
    lastMillis = clock.getAsLong();
  }

  /** A batch was made. */
  void broken() {
    lastMillis = clock.getAsLong();
  }

  /**
   * What is wrong, in a sentence.
   *
   * @param generating whether the threads live that make batches; asked in a long silence only
   */
  Optional<String> check(BooleanSupplier generating) {
    long silent = clock.getAsLong() - lastMillis;
    if (silent <= limitMillis || generating.getAsBoolean()) {
      return Optional.empty();
    }
    return Optional.of(
        "Spark has made no batch for %d s and will make none: its timer, or the thread that makes batches, has ended. What was received since is not lost: a recovery processes it"
            .formatted(TimeUnit.MILLISECONDS.toSeconds(silent)));
  }
}
