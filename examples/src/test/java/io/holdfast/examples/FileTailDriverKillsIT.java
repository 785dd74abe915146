// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static io.holdfast.examples.JobWait.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.SparkSubmit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped jar, submitted with a checkpoint, whose driver is killed again and again while lines
 * are acknowledged that no total holds yet. Every line must be counted in the end.
 *
 * <p>Twice in a build; five times with {@code -Plong}.
 */
@Tag("long")
@Timeout(600)
class FileTailDriverKillsIT {
  private static final int KILLS = Boolean.getBoolean("holdfast.long") ? 5 : 2;
  private static final int LINES_A_LIFE = 4_000;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int SIGTERM = 128 + 15;

  @TempDir private Path folder;
  private NumberedLines lines;
  private int lives;

  @BeforeEach
  void createFile() throws IOException {
    lines = new NumberedLines(folder.resolve("log"), folder.resolve("totals"));
  }

  private ChildProcess submit() {
    return SparkSubmit.of(
            Path.of(System.getProperty("holdfast.shipped.jar")), FileTailWordCount.class.getName())
        .driverOptions(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"))
        // Slow enough to be killed in the middle; the checkpoint keeps it for all lives.
        .configuration("spark.streaming.receiver.maxRate", "1000")
        .arguments(
            folder.resolve("log").toString(),
            "--batch=2",
            "--totals=" + folder.resolve("totals"),
            "--checkpoint=" + folder.resolve("checkpoint"))
        .start(folder.resolve("job-" + ++lives));
  }

  @Test
  void everyLineIsCountedThoughTheDriverIsKilledAgainAndAgain() throws Exception {
    int unprocessed = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      lines.append(LINES_A_LIFE);
      unprocessed += killWithLinesAcknowledgedAndNotCounted();
    }
    lines.append(LINES_A_LIFE);
    try (ChildProcess job = submit()) {
      await(job, PATIENCE, "every line is counted", () -> lines.counted() == lines.appended());
      job.terminate();
      assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isEqualTo(SIGTERM);
      assertThat(job.log()).doesNotContain("\tat ");
    }
    assertThat(lines.appendedAndNotCounted()).isZero();
    assertThat(lines.countedAgain()).isLessThan(lines.appended());
    System.out.printf(
        "%d drivers killed with %,d lines acknowledged and not counted in all: %,d lines appended,"
            + " all counted, %,d of them again%n",
        KILLS, unprocessed, lines.appended(), lines.countedAgain());
  }

  /** One life of the driver; how many lines it had acknowledged and not counted. */
  private int killWithLinesAcknowledgedAndNotCounted() throws Exception {
    try (ChildProcess job = submit()) {
      int before = lines.acknowledged();
      await(
          job,
          PATIENCE,
          "a line of this life is acknowledged",
          () -> lines.acknowledged() > before);
      int counted = lines.counted();
      await(job, PATIENCE, "a batch of this life is counted", () -> lines.counted() > counted);
      int since = lines.acknowledged();
      await(job, PATIENCE, "lines are acknowledged since", () -> lines.acknowledged() > since);
      job.kill();
    }
    int lost = lines.acknowledgedAndNotCounted();
    assertThat(lost).as("lines acknowledged that no total holds").isPositive();
    return lost;
  }
}
