// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static io.holdfast.examples.JobWait.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.SparkCluster;
import io.holdfast.parts.SparkExecutor;
import io.holdfast.parts.SparkSubmit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped jar on a standalone cluster of two workers: the executor that hosts the receiver is
 * lost while it has acknowledged lines that no total holds yet. Spark launches the receiver on
 * another one, and every line must be counted in the end.
 *
 * <p>Lost once in a build, for each reason; five times with {@code -Plong}.
 */
@Tag("long")
@Timeout(600)
class FileTailExecutorLossIT {
  private static final int LOSSES = Boolean.getBoolean("holdfast.long") ? 5 : 1;
  private static final int LINES_A_LIFE = 5_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int SIGTERM = 128 + 15;

  @TempDir private static Path clusterFolder;
  private static SparkCluster cluster;

  @TempDir private Path folder;
  private NumberedLines lines;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = SparkCluster.start(clusterFolder, 2, 2);
  }

  @AfterAll
  static void stopCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void createFile() throws Exception {
    Awaitility.await("the executors of the job before have ended")
        .atMost(PATIENCE)
        .until(() -> cluster.executors().isEmpty());
    lines = new NumberedLines(folder.resolve("log"), folder.resolve("totals"));
  }

  @Test
  void everyLineIsCountedThoughTheReceiversExecutorIsKilled() throws Exception {
    loseTheHost(recoverable(), (job, host) -> host.kill());
  }

  /** There is no log: what it acknowledged is on the other executor, too. */
  @Test
  void everyLineIsCountedThoughTheExecutorWithTheFirstCopiesIsKilled() throws Exception {
    loseTheHost(List.of("--durability=replicated"), (job, host) -> host.kill());
  }

  /** It takes no block any more, and does not end before its tasks have. */
  @Test
  void everyLineIsCountedThoughTheReceiversExecutorIsDecommissioned() throws Exception {
    loseTheHost(
        recoverable(),
        (job, host) -> {
          host.decommission();
          await(job, PATIENCE, "the executor has ended", () -> !host.isAlive());
        });
  }

  private List<String> recoverable() {
    return List.of("--checkpoint=" + folder.resolve("checkpoint"));
  }

  private void loseTheHost(List<String> durability, BiConsumer<ChildProcess, SparkExecutor> loss)
      throws Exception {
    try (ChildProcess job = submit(durability)) {
      Set<String> hosts = new HashSet<>();
      int unprocessed = 0;
      for (int i = 0; i < LOSSES; i++) {
        SparkExecutor host = host(job);
        hosts.add(host.id());
        int before = lines.acknowledged();
        lines.append(LINES_A_LIFE);
        await(
            job,
            PATIENCE,
            "lines of this life are acknowledged",
            () -> lines.acknowledged() > before);
        unprocessed += lines.acknowledgedAndNotCounted();
        loss.accept(job, host);
      }
      assertThat(unprocessed).as("lines acknowledged that no total held").isPositive();
      hosts.add(host(job).id());
      assertThat(hosts).as("executors that hosted the receiver").hasSize(LOSSES + 1);

      lines.append(LINES_A_LIFE);
      await(job, PATIENCE, "every line is counted", () -> lines.counted() == lines.appended());
      job.terminate();
      assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isEqualTo(SIGTERM);
      System.out.printf(
          "%d executors lost with %,d lines acknowledged and not counted in all: %,d lines"
              + " appended, all counted, %,d of them again%n",
          LOSSES, unprocessed, lines.appended(), lines.countedAgain());
    }
    assertThat(lines.appendedAndNotCounted()).isZero();
  }

  private ChildProcess submit(List<String> durability) {
    return SparkSubmit.of(
            Path.of(System.getProperty("holdfast.shipped.jar")), FileTailWordCount.class.getName())
        .cluster(cluster)
        .configuration("spark.executor.cores", "2")
        .configuration("spark.streaming.receiver.maxRate", "1000")
        .configuration("spark.decommission.enabled", "true")
        .configuration("spark.storage.decommission.enabled", "true")
        .driverOptions(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"))
        .arguments(
            folder.resolve("log").toString(), "--batch=2", "--totals=" + folder.resolve("totals"))
        .arguments(durability.toArray(String[]::new))
        .start(folder.resolve("job"));
  }

  /** The executor that the receiver runs on, by its own word. */
  private static SparkExecutor host(ChildProcess job) {
    await(job, PATIENCE, "an executor hosts the receiver", () -> anyHost().isPresent());
    return anyHost().orElseThrow();
  }

  private static Optional<SparkExecutor> anyHost() {
    return cluster.executors().stream()
        .filter(executor -> executor.log().contains("Called receiver 0 onStart"))
        .findAny();
  }
}
