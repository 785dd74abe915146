// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.SparkSubmit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped jar, submitted with a checkpoint, whose driver is killed again and again while lines
 * are acknowledged that no total holds yet. Every line must be counted in the end.
 *
 * <p>Twice in a build; five times with {@code -Plong}.
 */
@Timeout(600)
class FileTailDriverKillsIT {
  private static final int KILLS = Boolean.getBoolean("holdfast.long") ? 5 : 2;
  private static final int LINES_A_LIFE = 4_000;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int SIGTERM = 128 + 15;

  @TempDir private Path folder;
  private Path file;
  private Path totals;
  private int appended;
  private int lives;

  @BeforeEach
  void createFile() throws IOException {
    file = Files.createFile(folder.resolve("log"));
    totals = folder.resolve("totals");
  }

  /** Each line is one word that no other line has, so the totals tell which lines were counted. */
  private void appendLines() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LINES_A_LIFE; i++) {
      text.append(line(appended++)).append('\n');
    }
    Files.writeString(file, text, UTF_8, StandardOpenOption.APPEND);
  }

  private static String line(int number) {
    return "zeile-ä-%06d".formatted(number);
  }

  private ChildProcess submit() {
    return SparkSubmit.of(
            Path.of(System.getProperty("holdfast.shipped.jar")), FileTailWordCount.class.getName())
        .driverOptions(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"))
        // Slow enough to be killed in the middle; the checkpoint keeps it for all lives.
        .configuration("spark.streaming.receiver.maxRate", "1000")
        .arguments(
            file.toString(),
            "--batch=2",
            "--totals=" + totals,
            "--checkpoint=" + folder.resolve("checkpoint"))
        .start(folder.resolve("job-" + ++lives));
  }

  @Test
  void everyLineIsCountedThoughTheDriverIsKilledAgainAndAgain() throws Exception {
    int unprocessed = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      appendLines();
      unprocessed += killWithLinesAcknowledgedAndNotCounted();
    }
    appendLines();
    try (ChildProcess job = submit()) {
      await(job, "every line is counted", () -> counts().size() == appended);
      job.terminate();
      assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isEqualTo(SIGTERM);
      assertThat(job.log()).doesNotContain("\tat ");
    }
    Map<String, Long> counts = counts();
    for (int number = 0; number < appended; number++) {
      assertThat(counts).containsKey(line(number));
    }
    long again = counts.values().stream().mapToLong(count -> count - 1).sum();
    assertThat(again).isLessThan(appended);
    System.out.printf(
        "%d drivers killed with %,d lines acknowledged and not counted in all: %,d lines appended,"
            + " all counted, %,d of them again%n",
        KILLS, unprocessed, appended, again);
  }

  /** One life of the driver; how many lines it had acknowledged and not counted. */
  private int killWithLinesAcknowledgedAndNotCounted() throws Exception {
    try (ChildProcess job = submit()) {
      int before = acknowledged();
      await(job, "a line of this life is acknowledged", () -> acknowledged() > before);
      int counted = counts().size();
      await(job, "a batch of this life is counted", () -> counts().size() > counted);
      int since = acknowledged();
      await(job, "lines are acknowledged since", () -> acknowledged() > since);
      job.kill();
    }
    // Both files are whole at any time, and nobody writes them any more.
    Map<String, Long> counts = counts();
    int lost = 0;
    for (int number = 0; number < acknowledged(); number++) {
      lost += counts.containsKey(line(number)) ? 0 : 1;
    }
    assertThat(lost).as("lines acknowledged that no total holds").isPositive();
    return lost;
  }

  /** How many lines the position that was committed last covers. */
  private int acknowledged() throws IOException {
    return PositionFile.beside(file)
        .read()
        .map(position -> Math.toIntExact(position.offset() / (line(0).getBytes(UTF_8).length + 1)))
        .orElse(0);
  }

  private Map<String, Long> counts() throws IOException {
    Map<String, Long> counts = new HashMap<>();
    if (Files.exists(totals)) {
      for (String line : Files.readAllLines(totals)) {
        int tab = line.indexOf('\t');
        counts.put(line.substring(0, tab), Long.valueOf(line.substring(tab + 1)));
      }
    }
    return counts;
  }

  /** Waits for something that a job brings about, and no longer than it lives. */
  private static void await(ChildProcess job, String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .conditionEvaluationListener(
            evaluated -> assertThat(job.isAlive()).as(job.logTail()).isTrue())
        .until(condition);
  }
}
