// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogCopiesTest {
  private static final long SINCE = 1_000_000;

  @TempDir private Path from;
  @TempDir private Path to;

  private void write(String file, long millis) throws IOException {
    Path path = from.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, file);
    Files.setLastModifiedTime(path, FileTime.fromMillis(millis));
  }

  private List<String> copied() throws IOException {
    try (Stream<Path> files = Files.walk(to)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> to.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void theLogsOfAllPartsAreCopiedAndNoData() throws IOException {
    List<String> logs =
        List.of(
            "a/driver-1/job.log",
            "a/plan",
            "a/plan.12.happened",
            "a/receivers",
            "a/source/agent-2.log",
            "spark/worker-0/log",
            "spark/worker-0/work/app/0/stderr");
    for (String log : logs) {
      write(log, SINCE);
    }
    write("kafka/topic-0/00000000000000000000.log", SINCE);
    write("a/batches/3000-x", SINCE);
    LogCopies.copy(from, to, SINCE);
    assertThat(copied()).isEqualTo(logs);
    assertThat(to.resolve("a/plan")).hasContent("a/plan");
  }

  @Test
  void whatWasWrittenBeforeIsLeftOut() throws IOException {
    write("a/driver-1/job.log", SINCE - 1);
    write("b/driver-1/job.log", SINCE);
    LogCopies.copy(from, to, SINCE);
    assertThat(copied()).containsExactly("b/driver-1/job.log");
  }
}
