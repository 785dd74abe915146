// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import java.time.Clock;
import java.time.Duration;
import org.apache.spark.streaming.scheduler.BatchInfo;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted;

/**
 * Knows for how long no record has come, from the batches that are complete.
 *
 * <p>Time is that of the batches: a batch that has not run yet may hold records, so a job that is
 * behind is never idle. What came before this start of the job does not count; after a recovery
 * Spark runs an empty batch for each interval that the job was down.
 */
final class Idleness implements StreamingListener {
  private long lastRecordsMillis;
  private long knownUntilMillis;

  /** Idle from now on. */
  Idleness(Clock clock) {
    lastRecordsMillis = clock.millis();
    knownUntilMillis = lastRecordsMillis;
  }

  @Override
  public void onBatchCompleted(StreamingListenerBatchCompleted completed) {
    BatchInfo batch = completed.batchInfo();
    batchCompleted(batch.batchTime().milliseconds(), batch.numRecords());
  }

  synchronized void batchCompleted(long timeMillis, long records) {
    knownUntilMillis = Math.max(knownUntilMillis, timeMillis);
    if (records > 0) {
      lastRecordsMillis = Math.max(lastRecordsMillis, timeMillis);
    }
  }

  /** Whether no record has come for this long; any thread. */
  synchronized boolean isAtLeast(Duration bound) {
    return knownUntilMillis - lastRecordsMillis >= bound.toMillis();
  }
}
