// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static io.holdfast.examples.JobWait.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.SparkSubmit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job that is to go on from the checkpoint of another version of itself. */
@Timeout(240)
class UnreadableCheckpointIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @Test
  void saysWhatToDoAndStartsAnewWhenTold() throws Exception {
    Path file = Files.writeString(folder.resolve("lines"), "old\n");
    Path totals = folder.resolve("totals");
    Path checkpoint = folder.resolve("checkpoint");
    Path changed =
        ChangedJar.of(
            Files.createDirectory(folder.resolve("changed")),
            FileTailReceiver.class,
            source ->
                source.replace(
                    "serialVersionUID = 1L;", "serialVersionUID = 2L;\n  private int more = 1;"));
    try (ChildProcess job = submit(changed, "job-1")) {
      await(
          job,
          PATIENCE,
          "a line is counted and a checkpoint written",
          () -> WrittenTotals.in(totals).containsKey("old") && hasCheckpoint(checkpoint));
      job.kill();
    }

    Path shipped = Path.of(System.getProperty("holdfast.shipped.jar"));
    try (ChildProcess job = submit(shipped, "job-2")) {
      assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isEqualTo(2);
      assertThat(job.log().lines().filter(line -> line.startsWith("FileTailWordCount: ")))
          .containsExactly(
              ("FileTailWordCount: no checkpoint in %s can be read (InvalidClassException:"
                      + " io.holdfast.examples.FileTailReceiver; local class incompatible: stream"
                      + " classdesc serialVersionUID = 2, local class serialVersionUID = 1): start"
                      + " the version of the job, and of Spark, that wrote it, or give"
                      + " --start-anew, which renames it aside: what was received and is not"
                      + " counted yet is then lost")
                  .formatted(checkpoint));
      assertThat(job.log()).doesNotContain("\tat ");
    }
    assertThat(hasCheckpoint(checkpoint)).isTrue();

    Files.writeString(file, "new\n", StandardOpenOption.APPEND);
    try (ChildProcess job = submit(shipped, "job-3", "--start-anew")) {
      await(job, PATIENCE, "it counts", () -> WrittenTotals.in(totals).containsKey("new"));
    }
    assertThat(checkpoint).isDirectoryContaining("glob:**/checkpoints-*");
  }

  private static boolean hasCheckpoint(Path directory) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(file -> file.getFileName().toString().matches("checkpoint-\\d+"));
    }
  }

  private ChildProcess submit(Path jar, String name, String... more) {
    return SparkSubmit.of(jar, FileTailWordCount.class.getName())
        .driverOptions(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"))
        .arguments(folder.resolve("lines").toString(), "--batch=1")
        .arguments("--totals=" + folder.resolve("totals"))
        .arguments("--checkpoint=" + folder.resolve("checkpoint"))
        .arguments(more)
        .start(folder.resolve(name));
  }
}
