// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.dstream.InputDStream;
import org.apache.spark.streaming.scheduler.BatchInfo;
import org.apache.spark.streaming.scheduler.StreamInputInfo;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchStarted;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchSubmitted;
import org.apache.spark.streaming.scheduler.StreamingListenerOutputOperationCompleted;
import org.apache.spark.streaming.scheduler.StreamingListenerOutputOperationStarted;
import org.apache.spark.streaming.scheduler.StreamingListenerReceiverError;
import org.apache.spark.streaming.scheduler.StreamingListenerReceiverStarted;
import org.apache.spark.streaming.scheduler.StreamingListenerReceiverStopped;
import org.apache.spark.streaming.scheduler.StreamingListenerStreamingStarted;
import scala.collection.immutable.Map;

/**
 * Stands before one of Spark's listeners and gives it back what Spark leaves out: the batches that
 * a recovery makes again are announced without their input, though it is known, so that they show 0
 * records and teach the rate estimator nothing.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class RecoveredInput implements StreamingListener {
  private final StreamingContext context;
  private final StreamingListener listener;

  private RecoveredInput(StreamingContext context, StreamingListener listener) {
    this.context = context;
    this.listener = listener;
  }

  /**
   * Stands before the UI and the rate estimators of a recovered context. To be called while it
   * starts and before it makes batches.
   */
  public static void show(StreamingContext context) {
    standBefore(context.progressListener(), context);
    for (InputDStream<?> stream : context.graph().getInputStreams()) {
      if (stream.rateController().isDefined()) {
        standBefore(stream.rateController().get(), context);
      }
    }
  }

  private static void standBefore(StreamingListener listener, StreamingContext context) {
    context.removeStreamingListener(listener);
    context.addStreamingListener(new RecoveredInput(context, listener));
  }

  private BatchInfo complete(BatchInfo batch) {
    if (!batch.streamIdToInputInfo().isEmpty()) {
      return batch;
    }
    Map<Object, StreamInputInfo> input =
        context.scheduler().inputInfoTracker().getInfo(batch.batchTime());
    return new BatchInfo(
        batch.batchTime(),
        input,
        batch.submissionTime(),
        batch.processingStartTime(),
        batch.processingEndTime(),
        batch.outputOperationInfos());
  }

  @Override
  public void onBatchSubmitted(StreamingListenerBatchSubmitted event) {
    listener.onBatchSubmitted(new StreamingListenerBatchSubmitted(complete(event.batchInfo())));
  }

  @Override
  public void onBatchStarted(StreamingListenerBatchStarted event) {
    listener.onBatchStarted(new StreamingListenerBatchStarted(complete(event.batchInfo())));
  }

  @Override
  public void onBatchCompleted(StreamingListenerBatchCompleted event) {
    listener.onBatchCompleted(new StreamingListenerBatchCompleted(complete(event.batchInfo())));
  }

  @Override
  public void onStreamingStarted(StreamingListenerStreamingStarted event) {
    listener.onStreamingStarted(event);
  }

  @Override
  public void onReceiverStarted(StreamingListenerReceiverStarted event) {
    listener.onReceiverStarted(event);
  }

  @Override
  public void onReceiverError(StreamingListenerReceiverError event) {
    listener.onReceiverError(event);
  }

  @Override
  public void onReceiverStopped(StreamingListenerReceiverStopped event) {
    listener.onReceiverStopped(event);
  }

  @Override
  public void onOutputOperationStarted(StreamingListenerOutputOperationStarted event) {
    listener.onOutputOperationStarted(event);
  }

  @Override
  public void onOutputOperationCompleted(StreamingListenerOutputOperationCompleted event) {
    listener.onOutputOperationCompleted(event);
  }
}
