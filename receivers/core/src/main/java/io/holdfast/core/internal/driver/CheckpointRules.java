// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static io.holdfast.core.internal.driver.Sentences.count;
import static io.holdfast.core.internal.driver.Sentences.when;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rules about the checkpoint directory and what is in it. */
final class CheckpointRules {
  private static final Set<String> OBJECT_STORES =
      Set.of("s3", "s3a", "s3n", "abfs", "abfss", "adl", "wasb", "wasbs", "gs", "oss");

  private static final String RECEIVER_CLOSE =
      "spark.streaming.receiver.writeAheadLog.closeFileAfterWrite";
  private static final String DRIVER_CLOSE =
      "spark.streaming.driver.writeAheadLog.closeFileAfterWrite";

  /** What changes how records are received, stored and batched. */
  private static final Set<String> FROZEN =
      Set.of(
          "spark.streaming.",
          "spark.serializer",
          "spark.kryo",
          "spark.locality.wait",
          "spark.speculation",
          "spark.dynamicAllocation.",
          "spark.cores.max",
          "spark.executor.",
          "spark.task.cpus",
          "spark.holdfast.");

  private CheckpointRules() {}

  static Optional<String> logWithoutDirectory(Facts facts) {
    return when(
        facts.receiverLog() && facts.checkpointDirectory().isEmpty(),
        () ->
            "spark.streaming.receiver.writeAheadLog.enable is true, but the job has no checkpoint"
                + " directory to keep the log in: give it one, or set the key to false.");
  }

  static Optional<String> staleLogs(Facts facts) {
    if (facts.recovered()
        || facts.checkpointDirectory().isEmpty()
        || OwnSettings.isOn(facts.conf(), OwnSettings.START_ANEW)) {
      return Optional.empty();
    }
    String directory = facts.checkpointDirectory().get();
    EarlierRun earlier = facts.outside().earlierRun(directory);
    return when(earlier.received(), () -> stale(directory, earlier));
  }

  private static String stale(String directory, EarlierRun earlier) {
    String recover =
        earlier.readableCheckpoint()
            ? "and a checkpoint that this job was not recovered from"
            : "but no checkpoint that can be read";
    String remedy =
        earlier.readableCheckpoint()
            ? "make the context with JavaStreamingContext.getOrCreate"
            : "bring back its checkpoint files or the classes they were written with";
    return ("The checkpoint directory %s holds the logs of an earlier run (%s with %s, %s), %s:"
            + " of what that run acknowledged, all that it had not processed would be lost now and"
            + " come back at some later recovery. To keep it, %s; to do without it, set %s, and"
            + " the logs are renamed aside; or use another directory.")
        .formatted(
            directory,
            count(earlier.driverFiles(), "file") + " in " + EarlierRun.DRIVER_LOG,
            blocks(earlier),
            count(earlier.receiverFiles(), "file") + " in " + EarlierRun.RECEIVER_LOGS,
            recover,
            remedy,
            OwnSettings.on(OwnSettings.START_ANEW));
  }

  private static String blocks(EarlierRun earlier) {
    return earlier
        .log()
        .filter(log -> log.events() > 0)
        .map(log -> count(log.blocks(), "block") + " of " + count(log.records(), "record"))
        .orElse("nothing that can be read");
  }

  static Optional<String> objectStore(Facts facts) {
    Optional<String> scheme =
        facts
            .checkpointScheme()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .filter(OBJECT_STORES::contains);
    return scheme.map(name -> "%s HDFS is the place for a checkpoint.".formatted(onStore(facts)));
  }

  private static String onStore(Facts facts) {
    String open =
        Stream.of(RECEIVER_CLOSE, DRIVER_CLOSE)
            .filter(key -> !key.equals(RECEIVER_CLOSE) || facts.receiverLog())
            .filter(key -> !facts.conf().getBoolean(key, false))
            .collect(Collectors.joining(" and "));
    String directory = facts.checkpointDirectory().orElseThrow();
    return open.isEmpty()
        ? ("The checkpoint directory %s is on an object store, where each entry of the logs"
                + " becomes an object of its own (closeFileAfterWrite), at the price and speed of"
                + " one.")
            .formatted(directory)
        : ("The checkpoint directory %s is on an object store, which keeps nothing of a file"
                + " before it is closed, so what is acknowledged is not durable: set %s to true,"
                + " which makes an object of each entry.")
            .formatted(directory, open);
  }

  /** Not on a local-cluster, whose processes share one machine. */
  static Optional<String> fileOnCluster(Facts facts) {
    boolean oneMachine = facts.resources().local() || facts.master().startsWith("local-cluster");
    return when(
        !oneMachine && facts.checkpointScheme().filter("file"::equals).isPresent(),
        () ->
            ("The checkpoint directory %s is on the local disk of each machine of the cluster, and"
                    + " what one writes no other can read: use a directory that all of them share,"
                    + " such as one on HDFS.")
                .formatted(facts.checkpointDirectory().orElseThrow()));
  }

  /** Names no values, since some are secrets. */
  static Optional<String> frozenSettings(Facts facts) {
    if (!facts.recovered()) {
      return Optional.empty();
    }
    String differing =
        facts.outside().settingsOfThisStart().entrySet().stream()
            .filter(setting -> FROZEN.stream().anyMatch(setting.getKey()::startsWith))
            .filter(setting -> differs(facts, setting))
            .map(Map.Entry::getKey)
            .sorted()
            .collect(Collectors.joining(", "));
    return when(
        !differing.isEmpty(),
        () ->
            ("The job goes on with the settings of its checkpoint, where these are not what this"
                    + " start was given: %s. To change them, stop the job when it has processed"
                    + " everything, and start it with a new checkpoint directory.")
                .formatted(differing));
  }

  private static boolean differs(Facts facts, Map.Entry<String, String> setting) {
    return !facts.conf().get(setting.getKey(), "").equals(setting.getValue());
  }
}
