// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static io.holdfast.examples.JobWait.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.PostgresServer;
import io.holdfast.parts.SparkCluster;
import io.holdfast.parts.SparkExecutor;
import io.holdfast.parts.TemporaryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jobs on a real cluster that lose executors and then the driver, again and again: every total must
 * equal an independent count. With SQLite and with PostgreSQL, with three receivers between which
 * partitions move, and with none.
 */
@Tag("long")
@Timeout(1800)
class ClusterTotalsIT {
  private static final int KILLS = 5;
  private static final int LINES = 2_000_000;
  private static final int PARTITIONS = 12;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** What is produced for a life of the driver lasts for so many seconds, to be met in it. */
  private static final int SECONDS_A_LIFE = 10;

  private static final int RATE = LINES / (KILLS + 1) / SECONDS_A_LIFE;

  private static TemporaryDirectory servers;
  private static KafkaBroker broker;
  private static SparkCluster cluster;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws InterruptedException {
    servers = TemporaryDirectory.create("cluster-totals");
    broker = KafkaBroker.start(servers.path().resolve("kafka"));
    cluster = SparkCluster.start(servers.path().resolve("spark"), 2, 2);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
    broker.close();
    servers.close();
  }

  /** A job as it is submitted; several receivers also see partitions move. */
  private record Variant(Class<? extends Callable<Integer>> type, int receivers, boolean postgres) {
    @Override
    public String toString() {
      return "%s-%d-%s"
          .formatted(type.getSimpleName(), receivers, postgres ? "postgres" : "sqlite");
    }

    /** Of all receivers, in records a second. */
    String rateOfEach() {
      return Integer.toString(RATE / Math.max(1, receivers));
    }

    String[] arguments(Path checkpoint) {
      Stream<String> all = Stream.of("--checkpoint=" + checkpoint);
      return (receivers > 1 ? Stream.concat(all, Stream.of("--receivers=" + receivers)) : all)
          .toArray(String[]::new);
    }
  }

  static Stream<Variant> jobs() {
    return Stream.of(
        new Variant(KafkaWordCount.class, 1, false),
        new Variant(KafkaWordCount.class, 1, true),
        new Variant(KafkaWordCount.class, 3, false),
        new Variant(DirectKafkaWordCount.class, 0, false));
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void totalsAreExactThoughExecutorsAndDriversAreKilled(Variant variant) throws Exception {
    if (!variant.postgres()) {
      killAndCount(variant, "jdbc:sqlite:" + folder.resolve("totals.db"));
      return;
    }
    try (TemporaryDirectory directory = TemporaryDirectory.create("postgres");
        PostgresServer server = PostgresServer.start(directory.path())) {
      killAndCount(variant, server.jdbcUrl());
    }
  }

  private void killAndCount(Variant variant, String url) throws Exception {
    TopicTotals lines = TopicTotals.create(broker, variant.toString(), PARTITIONS, folder);
    for (int kill = 0; kill < KILLS; kill++) {
      lines.produce(LINES / (KILLS + 1));
      try (ChildProcess job = submit(lines, variant, url)) {
        awaitMore(job, lines, url);
        moveSome(variant, lines);
        anyExecutor().kill();
        awaitMore(job, lines, url);
        moveSome(variant, lines);
        assertThat(lines.counted(url)).as("words were in flight").isLessThan(lines.produced());
        job.kill();
      }
    }
    lines.produce(LINES - LINES / (KILLS + 1) * KILLS);
    assertThat(lines.counted(url)).isLessThan(lines.produced());
    try (ChildProcess job = submit(lines, variant, url)) {
      await(job, PATIENCE, "all of it is counted", () -> lines.counted(url) >= lines.produced());
      job.terminate();
      job.awaitExit(PATIENCE);
    }
    assertThat(lines.totals(url)).isEqualTo(lines.expected());
    System.out.printf(
        "%s: %,d lines, %d executors and %d drivers killed, every total exact%n",
        variant, LINES, KILLS, KILLS);
  }

  private static void moveSome(Variant variant, TopicTotals lines) {
    if (variant.receivers() > 1) {
      Stranger.joinAndLeave(broker, lines.topic(), lines.topic());
    }
  }

  private ChildProcess submit(TopicTotals lines, Variant variant, String url) {
    Awaitility.await("the executors of the driver before have ended")
        .atMost(PATIENCE)
        .until(() -> cluster.executors().isEmpty());
    return lines.submit(
        variant.type(),
        job ->
            job.cluster(cluster)
                .configuration("spark.executor.cores", "2")
                .configuration("spark.streaming.receiver.maxRate", variant.rateOfEach())
                .configuration(
                    "spark.streaming.kafka.maxRatePerPartition",
                    Integer.toString(RATE / PARTITIONS)),
        url,
        variant.arguments(folder.resolve("checkpoint")));
  }

  private static void awaitMore(ChildProcess job, TopicTotals lines, String url) {
    long before = lines.counted(url);
    await(job, PATIENCE, "more is counted", () -> lines.counted(url) > before);
  }

  private static SparkExecutor anyExecutor() {
    List<SparkExecutor> executors = cluster.executors();
    assertThat(executors).isNotEmpty();
    return executors.get(0);
  }
}
