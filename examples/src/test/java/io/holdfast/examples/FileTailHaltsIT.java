// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static io.holdfast.examples.JobWait.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.crash.FilePlan;
import io.holdfast.parts.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Law 201 with JVMs that really die: the shipped jar is halted at one crash point after the other,
 * each time in another life of the same job. Every line must be counted in the end.
 *
 * <p>At three points in a build, at all of them with {@code -Dholdfast.long=true}.
 */
@Tag("long")
@Timeout(600)
class FileTailHaltsIT {
  private static final String DRAINING = "DRAINING";
  private static final List<String> POINTS =
      Boolean.getBoolean("holdfast.long")
          ? List.of(
              "BEFORE_STORE",
              "AFTER_LOG",
              "AFTER_STORE",
              "BEFORE_COMMIT",
              "INSIDE_COMMIT",
              "AFTER_COMMIT",
              DRAINING)
          : List.of("AFTER_STORE", "INSIDE_COMMIT", DRAINING);
  private static final int LINES_A_LIFE = 3_000;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path folder;
  private NumberedLines lines;
  private int lives;

  private ChildProcess submit() throws Exception {
    lives++;
    return HaltingJob.of(FileTailWordCount.class, plan(lives))
        .configuration("spark.streaming.receiver.maxRate", "1000") // several blocks
        .arguments(
            folder.resolve("log").toString(),
            "--batch=1",
            "--totals=" + folder.resolve("totals"),
            "--checkpoint=" + folder.resolve("checkpoint"))
        .start(folder.resolve("job-" + lives));
  }

  private Path plan(int life) {
    return folder.resolve("plan-" + life);
  }

  @Test
  void everyLineIsCountedThoughTheJvmIsHaltedAtOnePointAfterTheOther() throws Exception {
    lines = new NumberedLines(folder.resolve("log"), folder.resolve("totals"));
    for (String point : POINTS) {
      lines.append(LINES_A_LIFE);
      Files.writeString(plan(lives + 1), point + (point.equals(DRAINING) ? " 1" : " 3") + " halt");
      int before = lines.acknowledged();
      try (ChildProcess job = submit()) {
        if (point.equals(DRAINING)) {
          Awaitility.await().atMost(PATIENCE).until(() -> lines.acknowledged() > before);
          job.terminate();
        }
        assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isEqualTo(HaltingJob.HALTED);
        assertThat(FilePlan.mark(plan(lives), 1)).exists();
      }
    }
    lines.append(LINES_A_LIFE);
    try (ChildProcess job = submit()) {
      await(job, PATIENCE, "every line is counted", () -> lines.counted() == lines.appended());
    }
    assertThat(lines.appendedAndNotCounted()).isZero();
    System.out.printf(
        "JVMs halted at %s: %,d lines appended, all counted, %,d of them again%n",
        POINTS, lines.appended(), lines.countedAgain());
  }
}
