// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static io.holdfast.examples.JobWait.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.crash.FilePlan;
import io.holdfast.parts.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped jar with a checkpoint and totals in a database, whose JVM is halted while a block of
 * lines is being stored. A server of lines sends nothing twice. So what was not durable is lost,
 * the last lines of each connection and no others; and what was durable is counted, once.
 */
@Tag("long")
@Timeout(600)
class LineWordCountKillsIT {
  /** Before a block is written, and when it is written and the driver does not know of it yet. */
  private static final List<String> POINTS = List.of("BEFORE_STORE", "AFTER_LOG");

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path folder;
  private int lives;

  private ChildProcess submit(int port) throws Exception {
    lives++;
    return HaltingJob.of(LineWordCount.class, plan(lives))
        .arguments("127.0.0.1", Integer.toString(port), "--batch=1")
        .arguments("--totals-jdbc=" + url(), "--checkpoint=" + folder.resolve("checkpoint"))
        .start(folder.resolve("job-" + lives));
  }

  private Path plan(int life) {
    return folder.resolve("plan-" + life);
  }

  private String url() {
    return "jdbc:sqlite:" + folder.resolve("totals.db");
  }

  @Test
  void onlyTheLastLinesOfAConnectionAreLostWhenTheJvmIsHalted() throws Exception {
    try (LineFeed feed = new LineFeed()) {
      for (String point : POINTS) {
        try (ChildProcess job = submit(feed.port())) {
          int counted = DatabaseTotals.in(url()).size();
          await(
              job,
              PATIENCE,
              "lines of this life are counted",
              () -> DatabaseTotals.in(url()).size() > counted + 500);
          Path written = Files.writeString(folder.resolve("plan"), point + " 2 halt");
          Files.move(written, plan(lives), StandardCopyOption.ATOMIC_MOVE);
          assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isEqualTo(HaltingJob.HALTED);
          assertThat(FilePlan.mark(plan(lives), 1)).exists();
        }
      }
      try (ChildProcess job = submit(feed.port())) {
        await(job, PATIENCE, "it has connected", () -> feed.breaks().size() == POINTS.size());
        int since = feed.sent();
        await(job, PATIENCE, "it reads lines", () -> feed.sent() > since + 1_000);
        feed.end();
        String last = LineFeed.line(feed.sent() - 1);
        await(
            job, PATIENCE, "the last is counted", () -> DatabaseTotals.in(url()).containsKey(last));
      }
      Map<String, Long> totals = DatabaseTotals.in(url());
      assertThat(totals.values()).containsOnly(1L);
      int lost = lost(totals, feed);
      assertThat(totals).hasSize(feed.sent() - lost);
      System.out.printf(
          "JVMs halted at %s: %,d lines sent, %,d counted once, %,d lost, all of them the last of"
              + " a connection%n",
          POINTS, feed.sent(), totals.size(), lost);
    }
  }

  /** Counts back from each break as long as lines are missing. */
  private static int lost(Map<String, Long> totals, LineFeed feed) {
    int lost = 0;
    for (int end : feed.breaks()) {
      int first = end;
      while (first > 0 && !totals.containsKey(LineFeed.line(first - 1))) {
        first--;
      }
      assertThat(first).isLessThan(end);
      lost += end - first;
    }
    return lost;
  }
}
