// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.RecordBatch;

/**
 * Counts what is in flight: received and not yet acknowledged, wherever it is on its way. Not
 * thread-safe; the pipeline's lock guards it.
 */
final class Budget {
  /** What a batch takes that only moves the position; else a flood of those had no bound. */
  static final long EMPTY_BATCH_BYTES = 128;

  private final long maxRecords;
  private final long maxBytes;
  private int batches;
  private long records;
  private long bytes;

  Budget(ReceiverSettings settings) {
    maxRecords = settings.maxInFlightRecords();
    maxBytes = settings.maxInFlightBytes();
  }

  /** Whether a source may be asked for another batch, which then may overshoot. */
  boolean hasRoom() {
    return records < maxRecords && bytes < maxBytes;
  }

  /** How many records fit, at least 0. */
  int room() {
    return hasRoom() ? (int) Math.min(Integer.MAX_VALUE, maxRecords - records) : 0;
  }

  /** Whether a batch may be let in: it fits, or is alone. */
  boolean admits(RecordBatch<?> batch) {
    return (records == 0 && bytes == 0)
        || (records + batch.records().size() <= maxRecords && bytes + size(batch) <= maxBytes);
  }

  void take(RecordBatch<?> batch) {
    batches++;
    records += batch.records().size();
    bytes += size(batch);
  }

  void release(RecordBatch<?> batch) {
    batches--;
    records -= batch.records().size();
    bytes -= size(batch);
  }

  private static long size(RecordBatch<?> batch) {
    return batch.records().isEmpty() ? Math.max(batch.bytes(), EMPTY_BATCH_BYTES) : batch.bytes();
  }

  /** Whether nothing is in flight, not even an empty batch. */
  boolean isEmpty() {
    return batches == 0;
  }

  long records() {
    return records;
  }

  long bytes() {
    return bytes;
  }
}
