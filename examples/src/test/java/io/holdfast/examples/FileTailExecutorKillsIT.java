// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

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
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped jar on a standalone cluster of two workers, with a checkpoint: the executor that
 * hosts the receiver is killed while it has acknowledged lines that no total holds yet. Spark
 * launches the receiver on the other one, and every line must be counted in the end.
 *
 * <p>Once in a build; five times with {@code -Plong}.
 */
@Timeout(600)
class FileTailExecutorKillsIT {
  private static final int KILLS = Boolean.getBoolean("holdfast.long") ? 5 : 1;
  private static final int LINES_A_LIFE = 5_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int SIGTERM = 128 + 15;

  @TempDir private Path folder;

  @Test
  void everyLineIsCountedThoughTheReceiversExecutorIsKilled() throws Exception {
    NumberedLines lines = new NumberedLines(folder.resolve("log"), folder.resolve("totals"));
    try (SparkCluster cluster = SparkCluster.start(folder.resolve("cluster"), 2, 2)) {
      ChildProcess job = submit(cluster);
      try (job) {
        Set<String> hosts = new HashSet<>();
        int unprocessed = 0;
        for (int kill = 0; kill < KILLS; kill++) {
          SparkExecutor host = host(job, cluster);
          hosts.add(host.id());
          int before = lines.acknowledged();
          lines.append(LINES_A_LIFE);
          await(job, "lines of this life are acknowledged", () -> lines.acknowledged() > before);
          host.kill();
          unprocessed += lines.acknowledgedAndNotCounted();
        }
        assertThat(unprocessed).as("lines acknowledged that no total held").isPositive();
        hosts.add(host(job, cluster).id());
        assertThat(hosts).as("executors that hosted the receiver").hasSize(KILLS + 1);

        lines.append(LINES_A_LIFE);
        await(job, "every line is counted", () -> lines.counted() == lines.appended());
        job.terminate();
        assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isEqualTo(SIGTERM);
        System.out.printf(
            "%d executors killed with %,d lines acknowledged and not counted in all: %,d lines"
                + " appended, all counted, %,d of them again%n",
            KILLS, unprocessed, lines.appended(), lines.countedAgain());
      }
    }
    assertThat(lines.appendedAndNotCounted()).isZero();
  }

  private ChildProcess submit(SparkCluster cluster) {
    return SparkSubmit.of(
            Path.of(System.getProperty("holdfast.shipped.jar")), FileTailWordCount.class.getName())
        .cluster(cluster)
        .configuration("spark.executor.cores", "2")
        .configuration("spark.streaming.receiver.maxRate", "1000")
        .driverOptions(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"))
        .arguments(
            folder.resolve("log").toString(),
            "--batch=2",
            "--totals=" + folder.resolve("totals"),
            "--checkpoint=" + folder.resolve("checkpoint"))
        .start(folder.resolve("job"));
  }

  /** The executor that the receiver runs on, by its own word. */
  private static SparkExecutor host(ChildProcess job, SparkCluster cluster) {
    await(job, "an executor hosts the receiver", () -> anyHost(cluster).isPresent());
    return anyHost(cluster).orElseThrow();
  }

  private static Optional<SparkExecutor> anyHost(SparkCluster cluster) {
    return cluster.executors().stream()
        .filter(executor -> executor.log().contains("Called receiver 0 onStart"))
        .findAny();
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
