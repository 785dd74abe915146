// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static io.holdfast.examples.JobWait.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.crash.FilePlan;
import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.Distribution;
import io.holdfast.parts.JavaCommand;
import io.holdfast.parts.SparkSubmit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Crash points in the shipped jar, submitted: the plan comes by {@code --jars}, as a user's jar
 * does.
 */
@Timeout(300)
class CrashPointsIT {
  private static final int LINES = 2_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path folder;
  private Path plan;
  private Path totals;
  private int lives;

  @BeforeEach
  void writeLines() throws IOException {
    plan = folder.resolve("plan");
    totals = folder.resolve("totals");
    Files.write(folder.resolve("log"), lines(), UTF_8);
  }

  private static Set<String> lines() {
    return IntStream.range(0, LINES)
        .mapToObj("line-%04d"::formatted)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private SparkSubmit job() throws Exception {
    return HaltingJob.of(FileTailWordCount.class)
        .configuration(FilePlan.KEY, plan.toString())
        .configuration("spark.streaming.receiver.maxRate", "500") // several blocks
        .arguments(
            folder.resolve("log").toString(),
            "--batch=1",
            "--totals=" + totals,
            "--checkpoint=" + folder.resolve("checkpoint"));
  }

  private ChildProcess start(SparkSubmit job) {
    return job.start(folder.resolve("job-" + ++lives));
  }

  private void awaitAllCounted(ChildProcess job) {
    await(
        job,
        PATIENCE,
        "every line is counted",
        () -> WrittenTotals.in(totals).keySet().equals(lines()));
  }

  /** The plan gets into a driver as it gets into an executor. */
  @Tag("long")
  @Test
  void aDriverThatIsHaltedBeforeItKnowsABlockLosesNothing() throws Exception {
    Files.writeString(plan, "AFTER_LOG 3 halt");
    try (ChildProcess job = start(job())) {
      assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isEqualTo(HaltingJob.HALTED);
      assertThat(job.log()).contains("Crash point AFTER_LOG is reached for the 3. time: HALT");
    }
    assertThat(FilePlan.mark(plan, 1)).exists();
    try (ChildProcess job = start(job())) {
      awaitAllCounted(job);
    }
  }

  @Test
  void anExecutorThatIsHaltedBeforeItsSourceIsToldLosesNothing() throws Exception {
    Files.writeString(plan, "BEFORE_COMMIT 3 halt");
    Path home = ownHome();
    SparkSubmit submit =
        job()
            .master("local-cluster[1,2,1024]")
            .configuration("spark.executor.memory", "512m")
            .configuration(
                "spark.executor.extraJavaOptions", String.join(" ", JavaCommand.SMALL_JVM))
            .environment("SPARK_HOME", home.toString());
    try (ChildProcess job = start(submit)) {
      awaitAllCounted(job);
    }
    assertThat(FilePlan.mark(plan, 1)).exists();
    try (Stream<Path> files = Files.walk(home.resolve("work"))) {
      assertThat(files.filter(file -> file.endsWith("stderr")).map(CrashPointsIT::text))
          .hasSizeGreaterThan(1)
          .anyMatch(log -> log.contains("Crash point BEFORE_COMMIT is reached for the 3. time"));
    }
  }

  /** The distribution under another name: workers put what their executors write beside it. */
  private Path ownHome() throws IOException {
    Path home = Files.createDirectory(folder.resolve("spark"));
    try (Stream<Path> parts = Files.list(Distribution.SPARK.home())) {
      for (Path part : parts.filter(name -> !name.endsWith("work")).toList()) {
        Files.createSymbolicLink(home.resolve(part.getFileName()), part);
      }
    }
    return home;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
