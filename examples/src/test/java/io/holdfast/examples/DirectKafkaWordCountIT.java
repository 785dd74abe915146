// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static io.holdfast.examples.JobWait.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.TemporaryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The job without a receiver, submitted as a user does: what it counts, it counts once. */
@Timeout(300)
class DirectKafkaWordCountIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int SIGTERM = 128 + 15;
  private static final int KILLS = Boolean.getBoolean("holdfast.long") ? 5 : 2;
  private static final int LINES = 20_000;
  private static final int PARTITIONS = 3;

  private static TemporaryDirectory servers;
  private static KafkaBroker broker;

  @TempDir private Path folder;
  private TopicTotals lines;
  private Path file;
  private String url;

  @BeforeAll
  static void start() throws InterruptedException {
    servers = TemporaryDirectory.create("direct");
    broker = KafkaBroker.start(servers.path());
  }

  @AfterAll
  static void stop() {
    broker.close();
    servers.close();
  }

  @BeforeEach
  void createTopic(TestInfo test) throws InterruptedException {
    String topic = test.getTestMethod().orElseThrow().getName();
    lines = TopicTotals.create(broker, topic, PARTITIONS, folder);
    file = folder.resolve("totals.db");
    url = "jdbc:sqlite:" + file;
  }

  private ChildProcess submit(Class<? extends Callable<Integer>> job, String... more) {
    return lines.submit(
        job,
        settings ->
            settings
                // Slow enough to be met in the middle; a checkpoint keeps it for all lives.
                .configuration("spark.streaming.kafka.maxRatePerPartition", "1300")
                // One core is enough where no receiver takes it.
                .master(job == DirectKafkaWordCount.class ? "local[1]" : "local[2]"),
        file.toString(),
        more);
  }

  /** The last start goes on without the checkpoint, by what the totals say. */
  @Tag("long")
  @Test
  void totalsAreExactThoughTheDriverIsKilledAgainAndAgain() throws Exception {
    Path directory = folder.resolve("checkpoint");
    String checkpoint = "--checkpoint=" + directory;
    for (int kill = 0; kill < KILLS; kill++) {
      lines.produce(LINES);
      try (ChildProcess job = submit(DirectKafkaWordCount.class, checkpoint)) {
        long before = lines.counted(url);
        await(job, PATIENCE, "some of it is counted", () -> lines.counted(url) > before);
        job.kill();
      }
      assertThat(lines.counted(url)).isLessThan(lines.produced());
    }
    try (ChildProcess job = submit(DirectKafkaWordCount.class, checkpoint, "--start-anew")) {
      await(job, PATIENCE, "all of it is counted", () -> lines.counted(url) >= lines.produced());
      job.terminate();
      assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isEqualTo(SIGTERM);
      assertThat(job.log()).doesNotContain("\tat ");
    }
    assertThat(lines.totals(url)).isEqualTo(lines.expected());
    assertThat(directory.resolve("receivedData")).doesNotExist();
    assertThat(directory).isDirectoryContaining("glob:**/checkpoints-*");
  }

  /** Without a checkpoint, which they could not share. */
  @Test
  void takesTheTotalsOverFromAReceiverAndGivesThemBack() throws Exception {
    lines.produce(100);
    try (ChildProcess first = submit(KafkaWordCount.class)) {
      await(first, PATIENCE, "it is counted", () -> lines.counted(url) == lines.produced());
      try (ChildProcess direct = submit(DirectKafkaWordCount.class)) {
        assertSuperseded(first, "KafkaWordCount", 2);
        lines.produce(100);
        await(direct, PATIENCE, "more is counted", () -> lines.counted(url) == lines.produced());
        try (ChildProcess last = submit(KafkaWordCount.class)) {
          assertSuperseded(direct, "DirectKafkaWordCount", 3);
          lines.produce(100);
          await(last, PATIENCE, "all is counted", () -> lines.counted(url) >= lines.produced());
        }
      }
    }
    assertThat(lines.totals(url)).isEqualTo(lines.expected());
  }

  /** The one that takes the totals over runs on one core. */
  @Tag("long")
  @Test
  void asksForNoCoreThatAReceiverWouldTake() throws Exception {
    try (ChildProcess job = submit(DirectKafkaWordCount.class, "--check")) {
      assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isZero();
      assertThat(job.log()).contains("The job can start.").doesNotContain("receiver.maxRate");
    }
  }

  private void assertSuperseded(ChildProcess job, String name, int by) throws Exception {
    assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isZero();
    assertThat(job.log())
        .containsPattern(
            "(?m)^%s: the application \\S+ \\(epoch %d\\) has taken over the job %s"
                .formatted(name, by, lines.topic()));
  }
}
