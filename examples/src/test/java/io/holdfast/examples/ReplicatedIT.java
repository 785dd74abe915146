// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.SparkCluster;
import io.holdfast.parts.SparkExecutor;
import io.holdfast.parts.SparkSubmit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job that demands two copies, on a real cluster whose executors come and fall silent. All that
 * crosses between its processes does so with Kryo, which takes nothing that is not registered.
 */
@Timeout(240)
class ReplicatedIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LINES = 1000;

  @TempDir private Path folder;
  private Path file;
  private Path totals;

  @BeforeEach
  void createFile() throws IOException {
    file = Files.createFile(folder.resolve("log"));
    totals = folder.resolve("totals");
  }

  private void append(String line) throws IOException {
    Files.writeString(file, (line + "\n").repeat(LINES), StandardOpenOption.APPEND);
  }

  private long acknowledgedBytes() throws IOException {
    return PositionFile.beside(file).read().map(TailPosition::offset).orElse(0L);
  }

  private ChildProcess submit(SparkCluster cluster) {
    Path jar = Path.of(System.getProperty("holdfast.shipped.jar"));
    return SparkSubmit.of(jar, FileTailWordCount.class.getName())
        .cluster(cluster)
        .driverOptions(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"))
        // How long a block waits for an executor that takes its copy and does not answer.
        .configuration("spark.shuffle.io.connectionTimeout", "3s")
        // How long an executor that found itself alone believes so, if nobody lets it look again.
        .configuration("spark.storage.cachedPeersTtl", "3600000")
        .configuration("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .configuration("spark.kryo.registrationRequired", "true")
        .configuration(
            "spark.kryo.registrator",
            "io.holdfast.core.HoldfastKryoRegistrator," + FileTailKryoRegistrator.class.getName())
        .arguments(file.toString(), "--durability=replicated", "--batch=1", "--totals=" + totals)
        .start(folder.resolve("job"));
  }

  private static ConditionFactory await(ChildProcess job) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .failFast(() -> assertThat(job.isAlive()).as(job.logTail()).isTrue());
  }

  private static long batches(ChildProcess job) {
    return job.log().lines().filter(line -> line.startsWith("Time: ")).count();
  }

  @Test
  void nothingIsAcknowledgedThatIsNotOnTwoExecutors() throws Exception {
    List<SparkExecutor> executors;
    try (SparkCluster cluster = SparkCluster.start(folder.resolve("cluster"), 1, 2)) {
      append("one two");
      try (ChildProcess job = submit(cluster)) {
        SparkExecutor receiving = storesNothingAlone(job, cluster);
        cluster.addWorker(2);
        await(job).until(() -> acknowledgedBytes() == Files.size(file));
        await(job)
            .untilAsserted(
                () ->
                    assertThat(WrittenTotals.in(totals))
                        .containsOnly(
                            Map.entry("one", (long) LINES), Map.entry("two", (long) LINES)));
        acknowledgesNothingWhileTheOtherIsSilent(job, receiving, other(cluster, receiving));
        executors = cluster.executors();
      }
    }
    assertThat(executors).noneMatch(SparkExecutor::isAlive);
  }

  private SparkExecutor storesNothingAlone(ChildProcess job, SparkCluster cluster)
      throws Exception {
    await(job).until(() -> cluster.executors().size() == 1);
    SparkExecutor only = cluster.executors().get(0);
    await(job)
        .until(
            () ->
                only.log()
                    .contains(
                        "session 1 begins; the durability is REPLICATED: what is stored survives"
                            + " the loss of one executor, not of the driver"));
    long before = batches(job);
    await(job).until(() -> batches(job) >= before + 3);
    assertThat(acknowledgedBytes()).isZero();
    assertThat(WrittenTotals.in(totals)).isEmpty();
    return only;
  }

  private static SparkExecutor other(SparkCluster cluster, SparkExecutor known) {
    return cluster.executors().stream()
        .filter(executor -> !executor.id().equals(known.id()))
        .findAny()
        .orElseThrow();
  }

  private void acknowledgesNothingWhileTheOtherIsSilent(
      ChildProcess job, SparkExecutor receiving, SparkExecutor other) throws Exception {
    long acknowledged = acknowledgedBytes();
    other.suspend();
    append("three");
    await(job).until(() -> receiving.log().contains("on two executors: it is on 1"));
    assertThat(acknowledgedBytes()).isEqualTo(acknowledged);

    other.resume();
    await(job).until(() -> acknowledgedBytes() == Files.size(file));
    // What was stored and not acknowledged came again, and is counted as often.
    await(job)
        .untilAsserted(
            () -> assertThat(WrittenTotals.in(totals).get("three")).isGreaterThanOrEqualTo(LINES));
  }
}
