// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.RunningJob;
import io.holdfast.core.SupersededException;
import io.holdfast.core.internal.spark.StreamingInternals;
import org.apache.spark.streaming.StreamingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The job of a context. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class StartedJob implements RunningJob {
  private static final Logger log = LoggerFactory.getLogger(StartedJob.class);

  private final StreamingContext context;

  /** The job of a context that is starting or has started. */
  public StartedJob(StreamingContext context) {
    this.context = context;
  }

  @Override
  public String application() {
    return context.sparkContext().applicationId();
  }

  /**
   * Does not ask for the state of the context: that waits while the context stops, and a graceful
   * stop waits for the batch that may be asking.
   */
  @Override
  public boolean isRunning() {
    try {
      return !context.awaitTerminationOrTimeout(0);
    } catch (Throwable failed) { // which comes out here before the context is stopped, and after
      return !context.sparkContext().isStopped();
    }
  }

  @Override
  public void supersede(SupersededException cause) {
    log.error("{}", cause.getMessage());
    // In this order: Spark launches a cancelled receiver again at once, and a stop drains it.
    ReliableInputDStream.streams(context).forEach(stream -> stream.supersede());
    StreamingInternals.cancelReceivers(context);
    StreamingInternals.fail(context, cause); // the companion stops the context then
  }
}
