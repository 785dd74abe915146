// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static io.holdfast.core.internal.driver.Rule.FILE_CHECKPOINT_ON_CLUSTER;
import static io.holdfast.core.internal.driver.Rule.FROZEN_SETTINGS;
import static io.holdfast.core.internal.driver.Rule.OBJECT_STORE_CHECKPOINT;
import static io.holdfast.core.internal.driver.Rule.STALE_LOGS;
import static io.holdfast.core.internal.driver.Rule.WAL_WITHOUT_CHECKPOINT;
import static io.holdfast.core.internal.driver.RuleCase.holds;
import static io.holdfast.core.internal.driver.RuleCase.violated;
import static io.holdfast.core.internal.driver.TestFacts.WAL;
import static io.holdfast.core.internal.driver.TestFacts.job;
import static io.holdfast.core.internal.driver.TestFacts.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.internal.spark.DriverLog;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointRulesTest {
  private static final DriverLog EMPTY_BATCHES = new DriverLog(4, 0, 0);

  @ParameterizedTest
  @MethodSource({"log", "stale", "objectStore", "file", "frozen"})
  void judged(RuleCase each) {
    each.check();
  }

  static Stream<RuleCase> log() {
    return Stream.of(
        violated(
            WAL_WITHOUT_CHECKPOINT,
            "no directory",
            job().set(WAL, true),
            "spark.streaming.receiver.writeAheadLog.enable is true, but the job has no checkpoint"
                + " directory to keep the log in: give it one, or set the key to false."),
        holds(WAL_WITHOUT_CHECKPOINT, "both", job().set(WAL, true).checkpoint("hdfs:/c")),
        holds(WAL_WITHOUT_CHECKPOINT, "neither", job()));
  }

  private static TestFacts left(int driver, int receiver, DriverLog log, boolean readable) {
    return job().checkpoint("hdfs:/c").left(driver, receiver, log, readable);
  }

  static Stream<RuleCase> stale() {
    String lost =
        ": of what that run acknowledged, all that it had not processed would be lost now and come"
            + " back at some later recovery. To keep it, ";
    String anew =
        "; to do without it, set spark.holdfast.checkpoint.startAnew=true, and the logs are"
            + " renamed aside; or use another directory.";
    return Stream.of(
        violated(
            STALE_LOGS,
            "no checkpoint",
            left(1, 2, new DriverLog(9, 5, 1200), false),
            "The checkpoint directory hdfs:/c holds the logs of an earlier run (1 file in"
                + " receivedBlockMetadata with 5 blocks of 1,200 records, 2 files in"
                + " receivedData), but no checkpoint that can be read"
                + lost
                + "bring back its checkpoint files or the classes they were written with"
                + anew),
        violated(
            STALE_LOGS,
            "a checkpoint that was passed by",
            left(1, 0, new DriverLog(1, 1, 1), true),
            "The checkpoint directory hdfs:/c holds the logs of an earlier run (1 file in"
                + " receivedBlockMetadata with 1 block of 1 record, 0 files in receivedData), and"
                + " a checkpoint that this job was not recovered from"
                + lost
                + "make the context with JavaStreamingContext.getOrCreate"
                + anew),
        violated(
            STALE_LOGS,
            "a log that nobody can read",
            left(1, 0, null, false),
            "The checkpoint directory hdfs:/c holds the logs of an earlier run (1 file in"
                + " receivedBlockMetadata with nothing that can be read, 0 files in"
                + " receivedData), but no checkpoint that can be read"
                + lost
                + "bring back its checkpoint files or the classes they were written with"
                + anew),
        holds(STALE_LOGS, "nothing left", left(0, 0, null, false)),
        holds(STALE_LOGS, "empty batches only", left(1, 0, EMPTY_BATCHES, false)),
        holds(
            STALE_LOGS,
            "recovered",
            left(1, 1, new DriverLog(9, 5, 1200), true).recovered("spark.app.name", "x")),
        holds(
            STALE_LOGS,
            "to start anew",
            left(1, 1, null, false).set("holdfast.checkpoint.startAnew", true)),
        holds(
            STALE_LOGS,
            "to start anew, by a submission",
            left(1, 1, null, false).set("spark.holdfast.checkpoint.startAnew", true)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void aLogWithNothingReadableOrWithReceivedDataIsNotTakenForEmptyBatches(int receiverFiles) {
    DriverLog log = receiverFiles == 0 ? new DriverLog(0, 0, 0) : EMPTY_BATCHES;
    assertThat(STALE_LOGS.violation(left(1, receiverFiles, log, false).facts())).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"s3", "s3a", "S3A", "s3n", "abfs", "abfss", "adl", "wasb", "wasbs", "gs", "oss"})
  void anObjectStoreIsKnownByItsScheme(String scheme) {
    TestFacts given = job().checkpoint(scheme + "://b/c");
    assertThat(OBJECT_STORE_CHECKPOINT.violation(given.facts())).isPresent();
  }

  static Stream<RuleCase> objectStore() {
    String receiver = "spark.streaming.receiver.writeAheadLog.closeFileAfterWrite";
    String driver = "spark.streaming.driver.writeAheadLog.closeFileAfterWrite";
    String open =
        "The checkpoint directory s3a://b/c is on an object store, which keeps nothing of a file"
            + " before it is closed, so what is acknowledged is not durable: set ";
    String advice =
        " to true, which makes an object of each entry. HDFS is the place for a checkpoint.";
    return Stream.of(
        violated(
            OBJECT_STORE_CHECKPOINT,
            "both logs open",
            job().set(WAL, true).checkpoint("s3a://b/c"),
            open + receiver + " and " + driver + advice),
        violated(
            OBJECT_STORE_CHECKPOINT,
            "the driver's log open",
            job().set(WAL, true).set(receiver, true).checkpoint("s3a://b/c"),
            open + driver + advice),
        violated(
            OBJECT_STORE_CHECKPOINT,
            "no log of the receiver",
            job().checkpoint("s3a://b/c"),
            open + driver + advice),
        violated(
            OBJECT_STORE_CHECKPOINT,
            "both closed",
            job().set(WAL, true).set(receiver, true).set(driver, true).checkpoint("s3a://b/c"),
            "The checkpoint directory s3a://b/c is on an object store, where each entry of the"
                + " logs becomes an object of its own (closeFileAfterWrite), at the price and"
                + " speed of one. HDFS is the place for a checkpoint."),
        holds(OBJECT_STORE_CHECKPOINT, "HDFS", job().checkpoint("hdfs://n/c")),
        holds(OBJECT_STORE_CHECKPOINT, "no scheme", job().checkpoint("/c")),
        holds(OBJECT_STORE_CHECKPOINT, "no checkpoint", job()));
  }

  static Stream<RuleCase> file() {
    return Stream.of(
        violated(
            FILE_CHECKPOINT_ON_CLUSTER,
            "a cluster",
            job().checkpoint("file:/c"),
            "The checkpoint directory file:/c is on the local disk of each machine of the cluster,"
                + " and what one writes no other can read: use a directory that all of them share,"
                + " such as one on HDFS."),
        holds(FILE_CHECKPOINT_ON_CLUSTER, "HDFS", job().checkpoint("hdfs:/c")),
        holds(FILE_CHECKPOINT_ON_CLUSTER, "no checkpoint", job()),
        holds(FILE_CHECKPOINT_ON_CLUSTER, "a local master", on("local[2]").checkpoint("file:/c")),
        holds(
            FILE_CHECKPOINT_ON_CLUSTER,
            "a cluster on one machine",
            on("local-cluster[2,1,512]").checkpoint("file:/c")));
  }

  static Stream<RuleCase> frozen() {
    String rate = "spark.streaming.receiver.maxRate";
    return Stream.of(
        violated(
            FROZEN_SETTINGS,
            "another rate",
            job().checkpoint("hdfs:/c").recovered(rate, "5"),
            "The job goes on with the settings of its checkpoint, where these are not what this"
                + " start was given: spark.streaming.receiver.maxRate. To change them, stop the"
                + " job when it has processed everything, and start it with a new checkpoint"
                + " directory."),
        holds(FROZEN_SETTINGS, "the same rate", job().recovered(rate, "1000")),
        holds(FROZEN_SETTINGS, "what Spark reloads", job().recovered("spark.master", "local")),
        holds(FROZEN_SETTINGS, "no recovery", job()));
  }
}
