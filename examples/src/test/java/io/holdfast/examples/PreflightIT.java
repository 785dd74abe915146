// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.SparkSubmit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs that are submitted with a configuration that would hurt them. */
class PreflightIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  private ChildProcess submit(String master, String key, String value, String... options)
      throws Exception {
    Path file = Files.writeString(folder.resolve("lines"), "hello\n");
    Path jar = Path.of(System.getProperty("holdfast.shipped.jar"));
    SparkSubmit submit =
        SparkSubmit.of(jar, FileTailWordCount.class.getName())
            .master(master)
            .driverOptions(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"))
            .configuration(key, value);
    String[] arguments = new String[options.length + 1];
    arguments[0] = file.toString();
    System.arraycopy(options, 0, arguments, 1, options.length);
    return submit.arguments(arguments).start(folder.resolve("job"));
  }

  private static List<String> sentences(ChildProcess job) {
    return job.log().lines().filter(line -> line.startsWith("FileTailWordCount: ")).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CORES               | local[1] | spark.app.name                   | x    | local[2] or more",
        "DYNAMIC_ALLOCATION  | local[2] | spark.dynamicAllocation.enabled  | true |"
            + " spark.dynamicAllocation.enabled",
        "CONCURRENT_JOBS     | local[2] | spark.streaming.concurrentJobs   | 2    |"
            + " spark.streaming.concurrentJobs",
        "LOCALITY_WAIT_LOCAL | local[2] | spark.locality.wait              | 3s   |"
            + " spark.locality.wait",
      })
  void isRefusedWithASentenceBeforeItStarts(
      String rule, String master, String key, String value, String said) throws Exception {
    try (ChildProcess job =
        submit(master, key, value, "--checkpoint=" + folder.resolve("checkpoint"))) {
      assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isEqualTo(2);
      assertThat(sentences(job))
          .singleElement()
          .asString()
          .startsWith("FileTailWordCount: " + rule + ": ")
          .contains(said);
      assertThat(job.log()).doesNotContain("\tat ");
    }
  }

  @Test
  void isRefusedOverTheLogsOfAnEarlierRunThatCannotBeRecovered() throws Exception {
    Path log = Files.createDirectories(folder.resolve("checkpoint/receivedData/0"));
    Files.writeString(log.resolve("log-1-2"), "x");
    try (ChildProcess job =
        submit("local[2]", "spark.app.name", "x", "--checkpoint=" + folder.resolve("checkpoint"))) {
      assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isEqualTo(2);
      assertThat(sentences(job))
          .singleElement()
          .asString()
          .contains("STALE_LOGS: ", "holdfast.checkpoint.startAnew");
    }
  }

  @Test
  void aCheckPrintsTheGuaranteeAndEnds() throws Exception {
    try (ChildProcess job =
        submit(
            "local[2]",
            "spark.app.name",
            "x",
            "--check",
            "--checkpoint=" + folder.resolve("checkpoint"))) {
      assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isZero();
      assertThat(job.log())
          .contains("WARNING UNBOUNDED_INTAKE: ", "at least once; WAL", "The job can start.");
    }
  }

  @Test
  void aCheckNamesAllThatHasToChange() throws Exception {
    try (ChildProcess job = submit("local[1]", "spark.streaming.concurrentJobs", "2", "--check")) {
      assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isEqualTo(2);
      assertThat(job.log())
          .contains("ERROR   CORES: ", "ERROR   CONCURRENT_JOBS: ", "MEMORY", "cannot start");
    }
  }
}
