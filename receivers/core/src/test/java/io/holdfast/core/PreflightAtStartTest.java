// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.internal.driver.Preflight;
import io.holdfast.core.internal.spark.StreamingInternals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the preflight refuses, and clears away, when a real context starts. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
@Timeout(90)
class PreflightAtStartTest {
  private static final String WAL = "spark.streaming.receiver.writeAheadLog.enable";
  private static final String STAMP = "\\d{8}T\\d{6}\\.\\d{3}Z";

  /** Static, since closures are copied. */
  private static final AtomicLong COUNTED = new AtomicLong();

  @TempDir Path directory;
  private JavaStreamingContext context;

  /** The first so many numbers, in one batch. */
  static final class FewReceiver extends ReliableReceiver<Integer> {
    private static final long serialVersionUID = 1L;
    private final int records;

    FewReceiver(int records, ReceiverSettings settings) {
      super(settings);
      this.records = records;
    }

    @Override
    protected Source<Integer> open(SourceContext context) {
      return new PollingSource<Integer, Integer>() {
        private boolean polled;

        @Override
        public Polled<Integer, Integer> poll(int demand, Duration timeout) {
          if (polled || records == 0) {
            return Polled.nothing();
          }
          polled = true;
          List<Integer> numbers = IntStream.range(0, records).boxed().toList();
          return Polled.of(RecordBatch.of(numbers, 16L * records), records);
        }

        @Override
        public void commit(List<Integer> positions) {}
      };
    }
  }

  private JavaStreamingContext context(Map<String, String> settings) {
    COUNTED.set(0);
    SparkConf conf =
        LocalSpark.conf("local[2]", directory.resolve("local"))
            .set("spark.streaming.driver.writeAheadLog.allowBatching", "false");
    settings.forEach(conf::set);
    context = new JavaStreamingContext(conf, Durations.milliseconds(200));
    return context;
  }

  private void job(int records, ReceiverSettings settings) {
    var stream = ReceiverStreams.create(context, new FewReceiver(records, settings));
    stream.foreachRDD(rdd -> COUNTED.addAndGet(rdd.count()));
  }

  private void job(int records) {
    job(records, ReceiverSettings.defaults());
  }

  private void logged(Map<String, String> settings, int records) {
    context(settings).ssc().conf().set(WAL, "true");
    context.checkpoint(checkpoint().toString());
    job(records);
  }

  private Path checkpoint() {
    return directory.resolve("checkpoint");
  }

  @AfterEach
  void stop() {
    if (context != null) {
      context.stop(true, false);
    }
  }

  private List<String> left(String pattern) throws IOException {
    try (Stream<Path> files = Files.list(checkpoint())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches(pattern))
          .sorted()
          .toList();
    }
  }

  /** A run that received and processed records, and had time for a checkpoint. */
  private void earlierRun(int records) throws IOException {
    logged(Map.of(), records);
    context.start();
    await().until(() -> COUNTED.get() >= records && !left("checkpoint-\\d+").isEmpty());
    context.stop(true, false);
  }

  private void recover() {
    context =
        JavaStreamingContext.getOrCreate(
            checkpoint().toString(),
            () -> {
              throw new AssertionError("not recovered");
            });
  }

  private void loseCheckpoints() throws IOException {
    for (String name : left("\\.?checkpoint-\\d+.*")) {
      Files.delete(checkpoint().resolve(name));
    }
  }

  @Test
  void logsWithoutACheckpointAreRefusedUntilTheJobIsToStartAnew() throws Exception {
    earlierRun(100);
    loseCheckpoints();

    logged(Map.of(), 100);
    assertThatThrownBy(() -> ReceiverStreams.check(context))
        .isInstanceOf(PreflightException.class)
        .hasMessageStartingWith("STALE_LOGS: ")
        .hasMessageContainingAll(
            "1 block of 100 records", "no checkpoint that can be read", "startAnew=true");
    assertThatThrownBy(context::start)
        .isInstanceOf(PreflightException.class)
        .hasMessageStartingWith("STALE_LOGS: ");
    context.stop(true, false);
    assertThat(left("received.*")).containsExactly("receivedBlockMetadata", "receivedData");

    logged(Map.of("holdfast.checkpoint.startAnew", "true"), 50);
    assertThat(ReceiverStreams.report(context).isOk()).isTrue();
    assertThat(left("received.*")).containsExactly("receivedBlockMetadata", "receivedData");
    context.start();
    assertThat(left("receivedBlockMetadata-" + STAMP)).hasSize(1);
    assertThat(left("receivedData-" + STAMP)).hasSize(1);
    await().until(() -> COUNTED.get() == 50);
    assertThat(left("receivedBlockMetadata|receivedData")).hasSize(2);
  }

  @Test
  void aCheckpointThatWasPassedByIsRefusedAndRecoveringItIsNot() throws Exception {
    earlierRun(100);
    logged(Map.of(), 100);
    assertThatThrownBy(context::start)
        .isInstanceOf(PreflightException.class)
        .hasMessageContaining("JavaStreamingContext.getOrCreate");
    context.stop(true, false);

    recover();
    assertThatCode(context::start).doesNotThrowAnyException();
  }

  @Test
  void startingAnewTakesAReadableCheckpointAsideToo() throws Exception {
    earlierRun(1);
    List<String> old = left("checkpoint-\\d+.*");
    logged(Map.of("spark.holdfast.checkpoint.startAnew", "true"), 1);
    context.start();
    String aside = left("checkpoints-" + STAMP).get(0);
    for (String name : old) {
      assertThat(checkpoint().resolve(aside).resolve(name)).exists();
      assertThat(checkpoint().resolve(name)).doesNotExist();
    }
  }

  /** The setting is in the checkpoint, and must not take its logs from under it. */
  @Test
  void aRecoveredJobDoesNotStartAnew() throws Exception {
    logged(Map.of("holdfast.checkpoint.startAnew", "true"), 10);
    context.start();
    await().until(() -> COUNTED.get() == 10 && !left("checkpoint-\\d+").isEmpty());
    context.stop(true, false);
    List<String> before = left("received.*");

    recover();
    context.start();
    assertThat(left("received.*")).isEqualTo(before);
    assertThat(left("checkpoints-.*")).isEmpty();
  }

  @Test
  void warningsAreLoggedOnceForAllStreams() {
    context(Map.of("spark.master", "local[3]"));
    job(1);
    job(1);
    List<String> warnings = new CopyOnWriteArrayList<>();
    try (var unused = WarningsOf.of(Preflight.class, warnings::add)) {
      context.start();
    }
    assertThat(warnings)
        .filteredOn(warning -> warning.startsWith("Preflight: UNBOUNDED_INTAKE: "))
        .hasSize(1);
    assertThat(warnings)
        .contains(
            "What stream 0 (FewReceiver) stores survives neither the loss of its executor nor of"
                + " the driver");
  }

  @Test
  void aRunThatReceivedNothingIsNoReasonToRefuse() throws Exception {
    earlierRun(0);
    loseCheckpoints();
    assertThat(left("received.*")).containsExactly("receivedBlockMetadata");
    logged(Map.of(), 1);
    assertThatCode(() -> ReceiverStreams.check(context)).doesNotThrowAnyException();
  }

  @Test
  void aLocalMasterThatCouldHangAfterARecoveryIsRefused() {
    logged(Map.of("spark.locality.wait", "3s"), 1);
    assertThatThrownBy(context::start)
        .isInstanceOf(PreflightException.class)
        .hasMessageStartingWith("LOCALITY_WAIT_LOCAL: ")
        .hasMessageContaining("set spark.locality.wait to 0s");
  }

  @Test
  void concurrentJobsAreRefusedWhenAStreamIsCreated() {
    context(Map.of("spark.streaming.concurrentJobs", "2"));
    assertThatThrownBy(() -> job(1))
        .isInstanceOf(PreflightException.class)
        .hasMessageStartingWith("CONCURRENT_JOBS: ");
  }

  @Test
  void concurrentJobsAreRefusedAtTheStart() {
    context(Map.of());
    job(1);
    context.ssc().conf().set("spark.streaming.concurrentJobs", "2");
    assertThatThrownBy(context::start)
        .isInstanceOf(PreflightException.class)
        .hasMessageStartingWith("CONCURRENT_JOBS: ");
  }

  @Test
  void strictMakesAWarningAnError() {
    context(Map.of("holdfast.preflight.strict", "true"));
    assertThatThrownBy(() -> job(1))
        .isInstanceOf(PreflightException.class)
        .hasMessageStartingWith("UNBOUNDED_INTAKE: ");
  }

  @Test
  void aDemandIsHeldAgainstWhatTheConfigurationGives() {
    context(Map.of());
    job(1, ReceiverSettings.builder().demand(Durability.WAL).build());
    assertThatThrownBy(context::start)
        .isInstanceOf(PreflightException.class)
        .hasMessageStartingWith("DEMANDED_DURABILITY: The stream 0 (FewReceiver) demands WAL");
  }

  @Test
  void theReportTellsEverythingAndTheGuarantee() {
    context(Map.of());
    ReceiverSettings twice =
        ReceiverSettings.builder().storageLevel(StorageLevel.MEMORY_AND_DISK_SER_2()).build();
    job(1, twice);
    context.ssc().conf().set(WAL, "true");
    context.checkpoint(checkpoint().toString());
    context.ssc().conf().set("spark.streaming.concurrentJobs", "2");

    PreflightReport report = ReceiverStreams.report(context);
    assertThat(report.isOk()).isFalse();
    assertThat(report.errors()).singleElement().asString().startsWith("CONCURRENT_JOBS: ");
    assertThat(report.warnings())
        .extracting(warning -> warning.substring(0, warning.indexOf(':')))
        .containsExactly("REPLICATED_UNDER_WAL", "JAVA_SERIALIZER", "UNBOUNDED_INTAKE");
    PreflightReport.Guarantee guarantee = report.guarantees().get(0);
    assertThat(guarantee.durability()).isEqualTo(Durability.WAL);
    assertThat(guarantee.replay()).isEqualTo(Replay.FROM_COMMIT);
    assertThat(report.toString().lines())
        .hasSize(6)
        .anyMatch(line -> line.startsWith("ERROR   CONCURRENT_JOBS: "))
        .anyMatch(line -> line.startsWith("WARNING UNBOUNDED_INTAKE: "))
        .contains(
            "RESULT  stream 0 (FewReceiver): at least once; WAL, which survives the loss of"
                + " executors and of the driver",
            "The job cannot start.");
  }

  @Test
  void theInternalsOfThisSparkTellTheSlots() {
    context(Map.of("spark.master", "local[4]", "spark.task.cpus", "2"));
    assertThat(StreamingInternals.registeredSlots(context.ssc().sparkContext())).isEqualTo(2);
    assertThat(StreamingInternals.isRecovered(context.ssc())).isFalse();
  }
}
