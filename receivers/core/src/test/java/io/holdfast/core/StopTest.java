// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.internal.JobFiles;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopTest {
  private final Configuration configuration = new Configuration();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir Path directory;
  private JobFiles files;

  @BeforeEach
  void open() {
    files = new JobFiles(directory.toString(), configuration);
  }

  private int run(String... arguments) {
    return new Stop(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(configuration, arguments);
  }

  private int stop(String... applications) {
    String[] arguments = new String[2 + applications.length];
    arguments[0] = "--checkpoint";
    arguments[1] = directory.toString();
    System.arraycopy(applications, 0, arguments, 2, applications.length);
    return run(arguments);
  }

  private void silence(String application) throws Exception {
    Files.setLastModifiedTime(
        directory.resolve("holdfast/running-" + application),
        FileTime.from(Instant.now().minusSeconds(100)));
  }

  private String error() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theOneJobThatRunsIsFoundAndTold() throws Exception {
    files.beat("app-1");
    files.beat("app-2");
    silence("app-2");
    assertThat(stop()).isZero();
    assertThat(files.isQuiesced("app-1")).isTrue();
    assertThat(files.isQuiesced("app-2")).isFalse();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("app-1 is told to stop");
  }

  @Test
  void ofSeveralJobsOneHasToBeNamed() throws Exception {
    files.beat("app-1");
    files.beat("app-2");
    assertThat(stop()).isEqualTo(1);
    assertThat(error()).contains("several jobs", "app-1 runs", "app-2 runs");
    assertThat(stop("app-2")).isZero();
    assertThat(files.isQuiesced("app-2")).isTrue();
  }

  @Test
  void aDirectoryInWhichNoJobEverRanIsNamed() {
    assertThat(stop()).isEqualTo(1);
    assertThat(error()).contains("no job has ever run", directory.toString());
  }

  @Test
  void aJobThatDiedIsToldApart() throws Exception {
    files.beat("app-1");
    silence("app-1");
    assertThat(stop()).isEqualTo(1);
    assertThat(error()).contains("no job runs", "app-1 has been silent for 10");
  }

  @Test
  void aJobThatIsNotThereIsRefusedWithThoseThatAre() throws Exception {
    files.beat("app-1");
    assertThat(stop("app-3")).isEqualTo(1);
    assertThat(error()).contains("app-3 does not run", "app-1 runs");
    assertThat(files.isQuiesced("app-3")).isFalse();
  }

  @Test
  void wrongArgumentsAreAnsweredWithTheUsage() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("--checkpoint")).isEqualTo(2);
    assertThat(run("--directory", "x")).isEqualTo(2);
    assertThat(error()).contains("Usage: stop --checkpoint DIR [APPLICATION]");
    assertThat(run("--help")).isZero();
  }
}
