// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import org.apache.spark.streaming.StreamingContext;

/** What a streaming context knows and Spark's API does not tell. On the driver only. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class StreamingInternals {
  private StreamingInternals() {}

  /** How many receivers the job has, those of other libraries included. */
  public static int receivers(StreamingContext context) {
    return context.graph().getReceiverInputStreams().length;
  }

  /** The checkpoint directory as set so far, or null. */
  public static String checkpointDirectory(StreamingContext context) {
    return context.checkpointDir();
  }

  /** Makes {@code awaitTermination} throw. */
  public static void fail(StreamingContext context, Throwable cause) {
    context.waiter().notifyError(cause);
  }
}
