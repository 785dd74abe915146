// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.internal.CheckpointFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointAgeTest {
  private static final long START = 1_000_000;

  private final AtomicLong now = new AtomicLong(START);

  private CheckpointAge age(long batchMillis) {
    return new CheckpointAge(batchMillis, now::get);
  }

  @Test
  void tenBatchesOrAMinuteWhicheverIsLonger() {
    assertThat(age(1000).limitMillis()).isEqualTo(60_000);
    assertThat(age(30_000).limitMillis()).isEqualTo(300_000);
  }

  @Test
  void aCheckpointIsTooOldAfterTheLimitAndNotBefore() {
    CheckpointAge age = age(1000);
    now.set(START + 70_000);
    assertThat(age.check(OptionalLong.of(START + 10_000))).isEmpty();
    now.addAndGet(1);
    assertThat(age.check(OptionalLong.of(START + 10_000)).orElseThrow()).contains("for 60 s");
  }

  @Test
  void itIsSaidAgainAfterAnotherLimit() {
    CheckpointAge age = age(1000);
    now.set(START + 60_001);
    assertThat(age.check(OptionalLong.empty())).isPresent();
    now.addAndGet(59_999);
    assertThat(age.check(OptionalLong.empty())).isEmpty();
    now.addAndGet(1);
    assertThat(age.check(OptionalLong.empty()).orElseThrow()).contains("for 120 s");
  }

  @Test
  void aRecoveredJobHasTheLimitToWriteItsFirst() {
    CheckpointAge age = age(1000);
    now.set(START + 60_000);
    assertThat(age.check(OptionalLong.of(5))).isEmpty();
    now.addAndGet(1);
    assertThat(age.check(OptionalLong.of(5))).isPresent();
  }

  @Test
  void theNewestIsFoundByItsName(@TempDir Path directory) throws Exception {
    Configuration conf = new Configuration(false);
    String uri = directory.toUri().toString();
    assertThat(CheckpointFiles.newestMillis(uri, conf)).isEmpty();
    assertThat(CheckpointFiles.newestMillis(uri + "/none", conf)).isEmpty();

    for (String name : new String[] {"checkpoint-9", "checkpoint-300", "checkpoint-400.bk"}) {
      Files.createFile(directory.resolve(name));
    }
    Files.createFile(directory.resolve("temp"));
    Files.createFile(directory.resolve("checkpoint-500.tmp"));
    Files.createDirectory(directory.resolve("receivedData"));
    assertThat(CheckpointFiles.newestMillis(uri, conf)).hasValue(400);
  }
}
