// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Judges the age of the newest checkpoint. Spark only warns when it cannot write one and goes on; a
 * recovery then goes back to an older one, and meanwhile nothing in the logs is deleted.
 */
final class CheckpointAge {
  private static final int BATCHES = 10;
  private static final long LEAST_MILLIS = TimeUnit.SECONDS.toMillis(60);

  private final long limitMillis;
  private final LongSupplier clock;
  private final long startMillis;
  private long saidMillis = Long.MIN_VALUE;

  /** From now on, by a clock in milliseconds since the epoch. */
  CheckpointAge(long batchMillis, LongSupplier clock) {
    limitMillis = Math.max(BATCHES * batchMillis, LEAST_MILLIS);
    this.clock = clock;
    startMillis = clock.getAsLong();
  }

  /** The age that is too old. */
  long limitMillis() {
    return limitMillis;
  }

  /**
   * What is wrong, in a sentence; the same again only after another limit has passed.
   *
   * @param newestMillis the time of the newest checkpoint; empty if there is none
   */
  Optional<String> check(OptionalLong newestMillis) {
    long now = clock.getAsLong();
    // A recovered job starts with a checkpoint that is as old as the outage.
    long age = now - Math.max(newestMillis.orElse(startMillis), startMillis);
    boolean saidLately = saidMillis != Long.MIN_VALUE && now - saidMillis < limitMillis;
    if (age <= limitMillis || saidLately) {
      return Optional.empty();
    }
    saidMillis = now;
    return Optional.of(
        "No checkpoint has been written for %d s: a recovery would go back that far, and the logs grow until one is written. See Spark's warnings about writing checkpoints"
            .formatted(TimeUnit.MILLISECONDS.toSeconds(age)));
  }
}
