// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted;

/** The scheduling delays of batches, as the Streaming tab shows them, in milliseconds. */
final class BatchDelays implements StreamingListener {
  private final List<Long> millis = new ArrayList<>();

  @Override
  public synchronized void onBatchCompleted(StreamingListenerBatchCompleted completed) {
    millis.add((Long) completed.batchInfo().schedulingDelay().get());
  }

  /** Those since it was called before. */
  synchronized List<Long> take() {
    List<Long> taken = List.copyOf(millis);
    millis.clear();
    return taken;
  }
}
