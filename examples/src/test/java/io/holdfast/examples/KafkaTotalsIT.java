// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static io.holdfast.examples.JobWait.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.PostgresServer;
import io.holdfast.parts.TemporaryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped jar with totals in a database, whose driver is killed, or superseded by another while
 * it is suspended: every total must equal an independent count, to the record.
 */
@Timeout(600)
class KafkaTotalsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int KILLS = Boolean.getBoolean("holdfast.long") ? 5 : 2;
  private static final int LINES = 20_000;
  private static final int PARTITIONS = 12;
  private static final int REBALANCES = 2;

  private static TemporaryDirectory servers;
  private static KafkaBroker broker;

  @TempDir private Path folder;
  private TopicTotals lines;

  @BeforeAll
  static void start() throws InterruptedException {
    servers = TemporaryDirectory.create("totals");
    broker = KafkaBroker.start(servers.path().resolve("kafka"));
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
  }

  private ChildProcess submit(String totals, String... more) {
    return lines.submit(
        KafkaWordCount.class,
        // Slow enough to be met in the middle; a checkpoint keeps it for all lives.
        job -> job.configuration("spark.streaming.receiver.maxRate", "4000"),
        totals,
        more);
  }

  /** How many words the lines have that were committed to the group. */
  private long committed() throws Exception {
    Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrap());
    try (Admin admin = Admin.create(properties)) {
      return admin
          .listConsumerGroupOffsets(lines.topic())
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(offset -> 2 * offset.offset())
          .sum();
    }
  }

  /** As with three receivers, but nothing else happens to the one. */
  @Tag("long")
  @Test
  void totalsAreExactThoughTheDriverIsKilledAgainAndAgain() throws Exception {
    Path file = folder.resolve("totals.db");
    String url = "jdbc:sqlite:" + file;
    String checkpoint = "--checkpoint=" + folder.resolve("checkpoint");
    for (int kill = 0; kill < KILLS; kill++) {
      lines.produce(LINES);
      try (ChildProcess job = submit(file.toString(), checkpoint)) {
        long before = lines.counted(url);
        await(job, PATIENCE, "some of it is counted", () -> lines.counted(url) > before);
        job.kill();
      }
    }
    lines.produce(LINES);
    try (ChildProcess job = submit(file.toString(), checkpoint)) {
      await(job, PATIENCE, "all of it is counted", () -> lines.counted(url) >= lines.produced());
      job.terminate();
      job.awaitExit(PATIENCE);
      assertThat(job.log()).doesNotContain("\tat ");
    }
    assertThat(lines.totals(url)).isEqualTo(lines.expected());
  }

  @Tag("long")
  @Test
  void totalsAreExactThoughPartitionsMoveBetweenThreeReceiversWhoseDriverIsKilled()
      throws Exception {
    Path file = folder.resolve("totals.db");
    String url = "jdbc:sqlite:" + file;
    String checkpoint = "--checkpoint=" + folder.resolve("checkpoint");
    List<Long> toComeAgain = new ArrayList<>();
    for (int life = 0; life <= KILLS; life++) {
      lines.produce(LINES);
      try (ChildProcess job = submitThree(file.toString(), checkpoint)) {
        long before = lines.counted(url);
        await(job, PATIENCE, "some of it is counted", () -> lines.counted(url) > before);
        for (int rebalance = 0; rebalance < REBALANCES; rebalance++) {
          lines.produce(LINES / 4);
          assertThat(committed()).as("records were in flight").isLessThan(lines.produced());
          Stranger.joinAndLeave(broker, lines.topic(), lines.topic());
        }
        if (life < KILLS) {
          job.kill();
          toComeAgain.add(committed() - lines.counted(url));
          continue;
        }
        await(job, PATIENCE, "all of it is counted", () -> lines.counted(url) >= lines.produced());
        job.terminate();
        job.awaitExit(PATIENCE);
        assertThat(job.log()).doesNotContain("\tat ");
      }
    }
    System.out.printf(
        "%,d words produced; committed and in no total at each kill: %s%n",
        lines.produced(), toComeAgain);
    assertThat(toComeAgain).as("committed and in no total").anyMatch(words -> words > 0);
    assertThat(lines.totals(url)).isEqualTo(lines.expected());
  }

  private ChildProcess submitThree(String totals, String checkpoint) {
    return lines.submit(
        KafkaWordCount.class,
        job -> job.master("local[5]").configuration("spark.streaming.receiver.maxRate", "800"),
        totals,
        checkpoint,
        "--receivers=3");
  }

  @Test
  void aSecondDriverTakesOverFromOneThatIsSuspended() throws Exception {
    try (TemporaryDirectory directory = TemporaryDirectory.create("postgres");
        PostgresServer server = PostgresServer.start(directory.path())) {
      String url = server.jdbcUrl();
      lines.produce(2 * LINES);
      try (ChildProcess first = submit(url)) {
        await(
            first,
            PATIENCE,
            "more is committed than counted",
            () -> lines.counted(url) > 0 && committed() > lines.counted(url));
        first.suspend();
        assertThat(committed()).isGreaterThan(lines.counted(url));
        try (ChildProcess second = submit(url)) {
          await(
              second,
              PATIENCE,
              "the second one has counted the rest",
              () -> lines.counted(url) == lines.produced());
          first.resume();
          assertThat(first.awaitExit(PATIENCE)).as(first.logTail()).isZero();
          assertThat(first.log())
              .containsPattern(
                  "KafkaWordCount: the application \\S+ \\(epoch 2\\) has taken over the job "
                      + lines.topic());
          lines.produce(LINES / 10);
          await(second, PATIENCE, "all is counted", () -> lines.counted(url) >= lines.produced());
        }
      }
      assertThat(lines.totals(url)).isEqualTo(lines.expected());
    }
  }
}
