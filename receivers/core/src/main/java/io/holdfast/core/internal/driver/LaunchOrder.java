// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.Durability;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.core.internal.CheckpointFiles;
import io.holdfast.core.internal.Launch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.streaming.StreamingContext;

/** Finds out what a receiver has to know of its job. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
final class LaunchOrder {
  private LaunchOrder() {}

  static Launch of(StreamingContext context, ReliableReceiver<?> receiver) {
    Facts facts = Facts.of(context);
    Durability durability = facts.durability(new StreamFacts(receiver.streamId(), receiver));
    Optional<String> directory = facts.checkpointDirectory();
    if (directory.isEmpty()) {
      return Launch.withoutCheckpoint(durability);
    }
    return Launch.withCheckpoint(
        durability, directory.get(), facts.recovered(), stale(context, facts, directory.get()));
  }

  private static Set<String> stale(StreamingContext context, Facts facts, String directory) {
    if (facts.recovered()) {
      return Collections.emptySet();
    }
    try {
      return CheckpointFiles.in(directory, context.sparkContext().hadoopConfiguration());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The checkpoint directory %s cannot be listed: %s".formatted(directory, e.getMessage()),
          e);
    }
  }
}
