// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.PoisonException;
import io.holdfast.core.internal.PoisonReport;
import io.holdfast.core.internal.spark.StreamingInternals;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.StreamingContextState;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerReceiverError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one stream from the driver and does what its receiver cannot: it stops the job when a
 * receiver met poison under {@link io.holdfast.core.PoisonPolicy#FAIL}.
 *
 * <p>What Spark tells its listeners is judged by a thread of the companion's own, because Spark
 * refuses to be stopped by a listener or by any thread that a listener made. The thread ends with
 * the context.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
final class Companion implements StreamingListener {
  private static final Logger log = LoggerFactory.getLogger(Companion.class);
  private static final long GLANCE_MILLIS = 500;

  private final StreamingContext context;
  private final int streamId;
  private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();

  private Companion(StreamingContext context, int streamId) {
    this.context = context;
    this.streamId = streamId;
  }

  /** Starts watching a stream, from now until the context stops. */
  static void watch(StreamingContext context, int streamId) {
    Companion companion = new Companion(context, streamId);
    Thread thread = new Thread(companion::live, "holdfast-" + streamId + "-companion");
    thread.setDaemon(true);
    thread.start();
    context.addStreamingListener(companion);
  }

  @Override
  public void onReceiverError(StreamingListenerReceiverError event) {
    if (event.receiverInfo().streamId() == streamId) {
      reports.add(event.receiverInfo().lastErrorMessage());
    }
  }

  private void live() {
    try {
      while (context.getState() != StreamingContextState.STOPPED) {
        String report = reports.poll(GLANCE_MILLIS, TimeUnit.MILLISECONDS);
        if (PoisonReport.isFail(report)) {
          log.error("Stream {}: the job is stopped. {}", streamId, report);
          StreamingInternals.fail(context, new PoisonException(report));
          context.stop(true, false);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
