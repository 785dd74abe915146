// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.StopReport;
import io.holdfast.core.internal.spark.LeftOver;
import java.util.Collections;
import java.util.OptionalLong;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.StreamingContextState;

/**
 * Spark's own graceful stop, for a job without a checkpoint directory: it keeps no log that could
 * be closed too early. How long it waits Spark decides, by {@code
 * spark.streaming.gracefulStopTimeout}.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class GracefulStop {
  private GracefulStop() {}

  /** Stops the streaming of a job that runs, does nothing to any other. */
  static void ifActive(StreamingContext context) {
    if (context.getState() == StreamingContextState.ACTIVE) {
      context.stop(false, true);
    }
  }

  /** Stops the streaming and leaves the Spark context running; returns when that is done. */
  public static StopReport stop(StreamingContext context) {
    context.stop(false, true);
    return new StopReport(
        LeftOver.records(context, OptionalLong.empty()), false, Collections.emptySet());
  }
}
