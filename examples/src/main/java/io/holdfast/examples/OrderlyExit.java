// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.ReceiverStreams;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.streaming.StreamingContextState;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * Stops a job that has no receivers when its JVM is told to exit, after the batches that are made;
 * a job with receivers is stopped so anyway. Spark's own hook for it comes after the one that ends
 * the executor of a local master, whom the batches need.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
final class OrderlyExit {
  /** Before all of Spark's, which have 30 more than the file systems. */
  private static final int PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 40;

  private OrderlyExit() {}

  static void of(JavaStreamingContext context, Duration patience) {
    ShutdownHookManager.get()
        .addShutdownHook(
            () -> stop(context, patience), PRIORITY, patience.toSeconds(), TimeUnit.SECONDS);
  }

  private static void stop(JavaStreamingContext context, Duration patience) {
    try {
      if (context.getState() == StreamingContextState.ACTIVE) {
        ReceiverStreams.stop(context, patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // and what the JVM still does ends without it
    }
  }
}
