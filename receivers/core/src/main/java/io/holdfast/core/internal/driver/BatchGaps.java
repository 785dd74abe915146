// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import java.util.Optional;

/**
 * Notices batches that were never submitted: an exception while a batch's jobs are generated drops
 * the batch, its blocks are allocated to it all the same, and Spark goes on with the next one.
 *
 * <p>Batches from before the start are not judged: a recovery makes only those again that are not
 * complete. Not thread-safe.
 */
final class BatchGaps {
  private final long batchMillis;
  private final long startMillis;
  private long last = Long.MIN_VALUE;

  /** For a job that submits every batch, and started at that time. */
  BatchGaps(long batchMillis, long startMillis) {
    this.batchMillis = batchMillis;
    this.startMillis = startMillis;
  }

  /** Takes note of a submitted batch; what is missing before it, in a sentence. */
  Optional<String> submitted(long time) {
    long before = last;
    last = Math.max(last, time);
    if (before < startMillis || time <= before + batchMillis) {
      return Optional.empty();
    }
    return Optional.of(
        "No batch was submitted between %d and %d, so what was received for it is not processed: see the error in generating its jobs above"
            .formatted(before, time));
  }
}
