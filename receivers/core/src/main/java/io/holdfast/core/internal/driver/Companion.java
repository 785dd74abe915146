// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.PoisonException;
import io.holdfast.core.internal.PoisonReport;
import io.holdfast.core.internal.spark.StreamingInternals;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerReceiverError;

/**
 * Watches one stream from the driver and does what its receiver cannot: it stops the job when a
 * receiver met poison under {@link io.holdfast.core.PoisonPolicy#FAIL}.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
final class Companion implements StreamingListener {
  private final StreamingContext context;
  private final int streamId;
  private final AtomicBoolean stopped = new AtomicBoolean();

  private Companion(StreamingContext context, int streamId) {
    this.context = context;
    this.streamId = streamId;
  }

  /** Starts watching a stream, from now until the context stops. */
  static void watch(StreamingContext context, int streamId) {
    context.addStreamingListener(new Companion(context, streamId));
  }

  @Override
  public void onReceiverError(StreamingListenerReceiverError event) {
    String report = event.receiverInfo().lastErrorMessage();
    if (event.receiverInfo().streamId() == streamId
        && PoisonReport.isFail(report)
        && stopped.compareAndSet(false, true)) {
      StreamingInternals.fail(context, new PoisonException(report));
      // Spark refuses to be stopped by the thread that calls its listeners.
      Thread stop = new Thread(() -> context.stop(true, false), "holdfast-" + streamId + "-stop");
      stop.setDaemon(true);
      stop.start();
    }
  }
}
