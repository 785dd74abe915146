// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.internal.JobFiles.Job;
import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobFilesTest {
  @TempDir Path directory;
  private JobFiles files;

  @BeforeEach
  void open() {
    files = new JobFiles(directory.toUri().toString(), new Configuration());
  }

  @Test
  void theFileIsTheOneThatTheDocumentationNamesAndMeansOneApplication() throws Exception {
    files.quiesce("app-1", "for a test");
    assertThat(directory.resolve("holdfast/quiesce-app-1")).content().contains("for a test");
    assertThat(files.isQuiesced("app-1")).isTrue();
    assertThat(files.isQuiesced("app-2")).isFalse();
    assertThat(files.isQuiesced("app")).isFalse();
  }

  @Test
  void nothingIsLeftAsideAndASecondWordDoesNothing() throws Exception {
    files.quiesce("app-1", "once");
    files.quiesce("app-1", "twice");
    assertThat(files.isQuiesced("app-1")).isTrue();
    try (var left = Files.list(directory.resolve("holdfast"))) {
      assertThat(left.filter(file -> file.toString().contains("aside"))).isEmpty();
    }
  }

  @Test
  void theWordCanBeTakenBack() throws Exception {
    files.forgetQuiesce("app-1");
    files.quiesce("app-1", "for a test");
    files.forgetQuiesce("app-1");
    assertThat(files.isQuiesced("app-1")).isFalse();
  }

  @Test
  void aJobRunsFromItsFirstBeatToItsEndAndIsStaleAfterAMinuteOfSilence() throws Exception {
    assertThatThrownBy(files::jobs).isInstanceOf(FileNotFoundException.class);
    files.beat("app-1");
    files.beat("app-2");
    Path silent = directory.resolve("holdfast/running-app-2");
    Files.setLastModifiedTime(silent, FileTime.from(Instant.now().minusSeconds(90)));

    assertThat(files.jobs())
        .extracting(Job::application)
        .containsExactlyInAnyOrder("app-1", "app-2");
    assertThat(files.jobs())
        .filteredOn(Job::isStale)
        .extracting(Job::application)
        .containsExactly("app-2");
    assertThat(files.jobs())
        .filteredOn(Job::isStale)
        .first()
        .extracting(Job::silence)
        .satisfies(
            silence ->
                assertThat(silence).isBetween(Duration.ofSeconds(85), Duration.ofSeconds(120)));

    files.beat("app-2");
    assertThat(files.jobs()).noneMatch(Job::isStale);
    files.quiesce("app-1", "for a test");
    files.end("app-1");
    assertThat(files.jobs()).extracting(Job::application).containsExactly("app-2");
    assertThat(files.isQuiesced("app-1")).isFalse();
  }

  @Test
  void whatIsNoApplicationIdIsRefused() {
    assertThatThrownBy(() -> files.quiesce("../app", "for a test"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("../app");
  }
}
