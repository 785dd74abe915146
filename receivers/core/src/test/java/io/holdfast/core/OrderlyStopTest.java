// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.streaming.StreamingContextState;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs under load that are stopped: what was acknowledged is processed. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
@Timeout(120)
class OrderlyStopTest {
  private static final Duration BATCH = Duration.ofSeconds(1);

  @TempDir Path directory;
  private JavaStreamingContext context;

  private JavaStreamingContext start(boolean log, boolean checkpoint) {
    context = LoadedJob.create(directory, log, checkpoint, 1);
    context.start();
    awaitLoad();
    return context;
  }

  private void awaitLoad() {
    await().atMost(Duration.ofSeconds(30)).until(() -> processed().size() > 300);
  }

  @AfterEach
  void stop() {
    if (context != null) {
      context.stop(true, false);
    }
  }

  private Set<String> processed() {
    return new HashSet<>(lines("processed"));
  }

  private Set<String> left() {
    Set<String> left = new HashSet<>(lines("acknowledged"));
    left.removeAll(processed());
    return left;
  }

  private List<String> lines(String name) {
    try (Stream<Path> files = Files.list(directory)) {
      List<String> lines = new ArrayList<>();
      for (Path file :
          files.filter(file -> file.getFileName().toString().startsWith(name)).toList()) {
        lines.addAll(Files.readAllLines(file));
      }
      return lines;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Duration timed(Callable call) throws Exception {
    long begun = System.nanoTime();
    call.run();
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private interface Callable {
    void run() throws Exception;
  }

  @Test
  void withTheReceiverLogNothingAcknowledgedIsLeftAndItTakesAboutTwoBatches() throws Exception {
    stopInOrder(true);
  }

  @Test
  void withoutTheReceiverLogNothingAcknowledgedIsLeftEither() throws Exception {
    stopInOrder(false);
  }

  private void stopInOrder(boolean log) throws Exception {
    start(log, true);
    List<StopReport> report = new ArrayList<>();
    Duration took = timed(() -> report.add(ReceiverStreams.stop(context, Duration.ofSeconds(30))));

    assertThat(left()).isEmpty();
    assertThat(report.get(0)).hasToString("everything that was acknowledged is processed");
    assertThat(took).isLessThan(BATCH.multipliedBy(4));
    assertThat(context.getState()).isEqualTo(StreamingContextState.STOPPED);
    assertThat(context.sparkContext().sc().isStopped()).isTrue();
    assertThat(lines("acknowledged").size()).isGreaterThan(300);
    try (Stream<Path> notes = Files.list(directory.resolve("checkpoint/holdfast"))) {
      assertThat(notes.map(Path::getFileName).map(Path::toString)).isEmpty();
    }
    assertThat(ReceiverStreams.stop(context, Duration.ZERO)).isSameAs(report.get(0));
  }

  @Test
  void withoutACheckpointDirectorySparksGracefulStopServes() throws Exception {
    start(false, false);
    StopReport report = ReceiverStreams.stop(context, Duration.ofSeconds(30));
    assertThat(left()).isEmpty();
    assertThat(report.isComplete()).isTrue();
  }

  @Test
  void whatDoesNotFitThePatienceIsCountedAndProcessedAfterTheNextStart() throws Exception {
    start(true, true);
    Path hold = Files.createFile(directory.resolve("processed.hold"));
    StopReport report = ReceiverStreams.stop(context, Duration.ofSeconds(3));
    Set<String> left = left();
    Files.delete(hold);

    assertThat(left).isNotEmpty();
    assertThat(report.undrained()).as("the markers were in a batch").isEmpty();
    assertThat(report.isKept()).isTrue();
    assertThat(report.leftRecords().orElseThrow()).isGreaterThanOrEqualTo(left.size());
    context =
        JavaStreamingContext.getOrCreate(
            directory.resolve("checkpoint").toString(),
            () -> {
              throw new AssertionError();
            });
    context.start();
    await().atMost(Duration.ofSeconds(30)).until(() -> processed().containsAll(left));
    assertThat(ReceiverStreams.stop(context, Duration.ofSeconds(30)).isComplete())
        .as("the markers of the first life do not stop the second one early")
        .isTrue();
    assertThat(left()).isEmpty();
  }

  @Test
  void anOrderFromOutsideStopsTheJobAndNoOtherApplications() throws Exception {
    start(true, true);
    Path notes = directory.resolve("checkpoint/holdfast");
    Files.writeString(notes.resolve("quiesce-local-1"), "another application");
    int before = lines("acknowledged").size();
    await().until(() -> lines("acknowledged").size() > before + 300);
    assertThat(context.getState()).isEqualTo(StreamingContextState.ACTIVE);

    Stop command = new Stop(System.out, System.err);
    assertThat(
            command.run(
                context.sparkContext().hadoopConfiguration(),
                "--checkpoint",
                directory.resolve("checkpoint").toString()))
        .isZero();
    context.awaitTermination();
    await().until(() -> context.sparkContext().sc().isStopped());
    assertThat(left()).isEmpty();
  }

  @Test
  void severalStreamsAreWaitedForAndOneStopIsForAll() throws Exception {
    context = LoadedJob.create(directory, true, true, 2);
    context.start();
    awaitLoad();
    assertThat(ReceiverStreams.stop(context, Duration.ofSeconds(30)).isComplete()).isTrue();
    assertThat(left()).isEmpty();
    assertThat(lines("acknowledged").stream().map(line -> line.charAt(0)).distinct()).hasSize(2);
  }

  @Test
  void aSigtermLeavesNothingThatWasAcknowledged() throws Exception {
    Process child = child("await");
    awaitLoad();
    child.destroy();
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isEqualTo(143);
    assertThat(left()).isEmpty();
  }

  @Test
  void anExitOfTheMainLeavesNothingThatWasAcknowledgedAndDoesNotHang() throws Exception {
    Process child = child("exit");
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isEqualTo(3);
    assertThat(left()).isEmpty();
    assertThat(lines("acknowledged").size()).isGreaterThan(100);
  }

  @Test
  void anExitAfterAStopDoesNotStopAgain() throws Exception {
    Process child = child("stop-and-exit");
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isEqualTo(4);
    assertThat(left()).isEmpty();
  }

  private Process child(String mode) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(
                argument -> !argument.startsWith("-agentlib") && !argument.startsWith("-javaagent"))
            .collect(Collectors.toList()));
    command.addAll(
        Arrays.asList(
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            LoadedJob.class.getName(),
            directory.toString(),
            mode));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output").toFile())
        .start();
  }
}
