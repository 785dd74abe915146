// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static io.holdfast.core.internal.driver.Sentences.when;

import io.holdfast.core.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Rules about what a stored block survives. */
final class DurabilityRules {
  private DurabilityRules() {}

  static Optional<String> demanded(Facts facts) {
    String sentences =
        facts.streams().stream()
            .flatMap(stream -> missed(facts, stream).stream())
            .collect(Collectors.joining(" "));
    return when(!sentences.isEmpty(), () -> sentences);
  }

  private static Optional<String> missed(Facts facts, StreamFacts stream) {
    Durability effective = facts.durability(stream);
    return stream
        .settings()
        .demanded()
        .filter(demanded -> !effective.covers(demanded))
        .map(
            demanded ->
                "The %s demands %s and would get %s, which %s: %s."
                    .formatted(
                        stream.name(),
                        demanded,
                        effective,
                        effective.survival(),
                        demanded == Durability.WAL ? forLog(facts) : forCopies(facts, stream)));
  }

  private static String forLog(Facts facts) {
    List<String> steps = new ArrayList<>();
    if (!facts.receiverLog()) {
      steps.add("set spark.streaming.receiver.writeAheadLog.enable to true");
    }
    if (facts.checkpointDirectory().isEmpty()) {
      steps.add("give the job a checkpoint directory");
    }
    return String.join(" and ", steps);
  }

  private static String forCopies(Facts facts, StreamFacts stream) {
    List<String> steps = new ArrayList<>();
    if (stream.settings().storageLevel().replication() < 2) {
      steps.add("give its settings a storage level of two copies, as MEMORY_AND_DISK_SER_2");
    }
    if (!facts.resources().canReplicate()) {
      steps.add(
          facts.resources().local()
              ? "run it on a cluster, since the master %s has one executor"
                  .formatted(facts.master())
              : "let the job have more than one executor");
    }
    return String.join(" and ", steps);
  }

  static Optional<String> replicatedUnderLog(Facts facts) {
    String replicated =
        facts.streams().stream()
            .filter(stream -> stream.settings().storageLevel().replication() > 1)
            .map(StreamFacts::name)
            .collect(Collectors.joining(" and "));
    return when(
        facts.receiverLog() && !replicated.isEmpty(),
        () ->
            ("Spark keeps one copy of a block that is in the write-ahead log, whatever the storage"
                    + " level says: use MEMORY_AND_DISK_SER for %s.")
                .formatted(replicated));
  }
}
