// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static io.holdfast.examples.JobWait.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.FreePorts;
import io.holdfast.parts.SparkSubmit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shipped jar, submitted as a user does, with a sender of RELP that repeats. */
@Timeout(240)
class RelpWordCountIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long SEED = 20_261_129;
  private static final int MESSAGES = 40_000;
  private static final int WINDOW = 1_000;

  @TempDir private Path folder;
  private int submissions;

  @Tag("long")
  @Test
  void countsEveryMessageAlthoughTheJobIsKilled() throws Exception {
    Corpus corpus = Corpus.of(SEED, MESSAGES);
    Map<String, Long> expected = corpus.counts();
    int port = FreePorts.choose(1).get(0);
    Path totals = folder.resolve("totals");
    try (RelpSender sender = new RelpSender(port, corpus.lines(), WINDOW)) {
      try (ChildProcess job = submit(port, totals)) {
        await(job, PATIENCE, "words are counted", () -> !WrittenTotals.in(totals).isEmpty());
        int answered = sender.answered();
        await(job, PATIENCE, "more is answered", () -> sender.answered() > answered);
        job.kill();
      }
      assertThat(sender.answered()).isLessThan(MESSAGES);
      try (ChildProcess job = submit(port, totals)) {
        await(job, PATIENCE, "all is answered", () -> sender.answered() == MESSAGES);
        await(
            job,
            PATIENCE,
            "no word is missing",
            () -> {
              Map<String, Long> counted = WrittenTotals.in(totals);
              return expected.entrySet().stream()
                  .allMatch(each -> counted.getOrDefault(each.getKey(), 0L) >= each.getValue());
            });
      }
      assertThat(sender.connections()).isGreaterThan(1);
    }
    assertThat(WrittenTotals.in(totals).keySet()).isEqualTo(expected.keySet());
  }

  private ChildProcess submit(int port, Path totals) {
    return SparkSubmit.of(
            Path.of(System.getProperty("holdfast.shipped.jar")), RelpWordCount.class.getName())
        .driverOptions(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"))
        .configuration("spark.streaming.receiver.maxRate", "4000")
        .arguments(Integer.toString(port), "--bind=127.0.0.1", "--batch=1")
        .arguments("--totals=" + totals, "--checkpoint=" + folder.resolve("checkpoint"))
        .start(folder.resolve("job-" + ++submissions));
  }
}
