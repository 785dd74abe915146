// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static io.holdfast.examples.JobWait.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.KafkaBroker;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jobs on a real cluster that lose executors and then the driver, again and again: every total must
 * equal an independent count. Once each in a build; with {@code -Plong} five times, over 2,000,000
 * lines, and the job without receivers, too.
 */
@Timeout(1800)
class ClusterTotalsIT {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");
  private static final int KILLS = LONG ? 5 : 1;
  private static final int LINES = LONG ? 2_000_000 : 60_000;
  private static final int PARTITIONS = 12;
  private static final Duration PATIENCE = Duration.ofMinutes(LONG ? 5 : 2);

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

  static Stream<Class<? extends Callable<Integer>>> jobs() {
    return LONG
        ? Stream.of(KafkaWordCount.class, DirectKafkaWordCount.class)
        : Stream.of(KafkaWordCount.class);
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void totalsAreExactThoughExecutorsAndDriversAreKilled(Class<? extends Callable<Integer>> type)
      throws Exception {
    TopicTotals lines = TopicTotals.create(broker, type.getSimpleName(), PARTITIONS, folder);
    String url = "jdbc:sqlite:" + folder.resolve("totals.db");
    for (int kill = 0; kill < KILLS; kill++) {
      lines.produce(LINES / (KILLS + 1));
      try (ChildProcess job = submit(lines, type)) {
        awaitMore(job, lines, url);
        anyExecutor().kill();
        awaitMore(job, lines, url);
        job.kill();
      }
    }
    lines.produce(LINES - LINES / (KILLS + 1) * KILLS);
    assertThat(lines.counted(url)).isLessThan(lines.produced());
    try (ChildProcess job = submit(lines, type)) {
      await(job, PATIENCE, "all of it is counted", () -> lines.counted(url) >= lines.produced());
      job.terminate();
      job.awaitExit(PATIENCE);
    }
    assertThat(lines.totals(url)).isEqualTo(lines.expected());
    System.out.printf(
        "%s: %,d lines, %d executors and %d drivers killed, every total exact%n",
        type.getSimpleName(), LINES, KILLS, KILLS);
  }

  private ChildProcess submit(TopicTotals lines, Class<? extends Callable<Integer>> type) {
    Awaitility.await("the executors of the driver before have ended")
        .atMost(PATIENCE)
        .until(() -> cluster.executors().isEmpty());
    return lines.submit(
        type,
        job ->
            job.cluster(cluster)
                .configuration("spark.executor.cores", "2")
                .configuration("spark.streaming.receiver.maxRate", Integer.toString(RATE))
                .configuration(
                    "spark.streaming.kafka.maxRatePerPartition",
                    Integer.toString(RATE / PARTITIONS)),
        folder.resolve("totals.db").toString(),
        "--checkpoint=" + folder.resolve("checkpoint"));
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
