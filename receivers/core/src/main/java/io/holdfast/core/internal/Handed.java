// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.RecordBatch;

/**
 * A batch on its way to being durable and acknowledged.
 *
 * @param <T> the type of the records
 * @param <K> what the batch is acknowledged with, such as the position after it
 */
final class Handed<T, K> {
  private final RecordBatch<T> batch;
  private final K ticket;
  private final long sinceNanos;

  Handed(RecordBatch<T> batch, K ticket, long sinceNanos) {
    this.batch = batch;
    this.ticket = ticket;
    this.sinceNanos = sinceNanos;
  }

  RecordBatch<T> batch() {
    return batch;
  }

  /** Whether its records are packed, or there are none. */
  boolean isPacked() {
    return batch.records().isEmpty() || batch.records() instanceof PackedRecords<?>;
  }

  K ticket() {
    return ticket;
  }

  /** When it was handed over. */
  long sinceNanos() {
    return sinceNanos;
  }
}
