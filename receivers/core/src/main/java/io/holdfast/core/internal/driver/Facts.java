// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.internal.spark.StreamingInternals;
import java.util.Optional;
import org.apache.spark.streaming.StreamingContext;

/** What the rules of the preflight look at. Stays on the driver, never serialized. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
record Facts(
    String master, int receivers, boolean receiverLog, Optional<String> checkpointDirectory) {

  static Facts of(StreamingContext context) {
    return new Facts(
        context.sparkContext().master(),
        StreamingInternals.receivers(context),
        context
            .sparkContext()
            .getConf()
            .getBoolean("spark.streaming.receiver.writeAheadLog.enable", false),
        Optional.ofNullable(StreamingInternals.checkpointDirectory(context)));
  }
}
