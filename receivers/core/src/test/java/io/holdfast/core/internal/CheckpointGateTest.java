// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointGateTest {
  private final Configuration configuration = new Configuration();
  @TempDir Path directory;

  private CheckpointGate gate(boolean recovered, Set<String> stale) {
    return new CheckpointGate(
        Launch.withCheckpoint(Durability.WAL, directory.toUri().toString(), recovered, stale),
        configuration);
  }

  private Path write(String name) throws IOException {
    return Files.writeString(directory.resolve(name), "x");
  }

  @Test
  void withoutACheckpointDirectoryNothingIsHeldBack() throws Exception {
    assertThat(
            new CheckpointGate(Launch.withoutCheckpoint(Durability.MEMORY), configuration).isOpen())
        .isTrue();
  }

  @Test
  void theCheckpointThatARecoveredDriverCameFromCounts() throws Exception {
    assertThat(gate(true, Set.of()).isOpen()).isTrue();
  }

  @Test
  void itOpensWithTheFirstCheckpointAndStaysOpen() throws Exception {
    CheckpointGate gate = gate(false, Set.of());
    assertThat(gate.isOpen()).isFalse();
    write("temp");
    Files.createDirectories(directory.resolve("receivedData"));
    assertThat(gate.isOpen()).isFalse();

    Path checkpoint = write("checkpoint-1700000000000");
    assertThat(gate.isOpen()).isTrue();
    Files.delete(checkpoint);
    assertThat(gate.isOpen()).isTrue();
  }

  @Test
  void aCheckpointOfAnEarlierLifeDoesNotCountEvenIfItsTimeIsLater() throws Exception {
    write("checkpoint-9900000000000");
    CheckpointGate gate = gate(false, CheckpointFiles.in(directory.toString(), configuration));
    assertThat(gate.isOpen()).isFalse();

    write("checkpoint-1700000000000");
    assertThat(gate.isOpen()).isTrue();
  }

  @Test
  void aCheckpointThatReplacedOneOfTheSameNameCounts() throws Exception {
    Path old = write("checkpoint-1700000000000");
    Files.setLastModifiedTime(old, FileTime.fromMillis(1_600_000_000_000L));
    CheckpointGate gate = gate(false, CheckpointFiles.in(directory.toString(), configuration));
    assertThat(gate.isOpen()).isFalse();

    write("checkpoint-1700000000000");
    assertThat(gate.isOpen()).isTrue();
  }

  @Test
  void aDirectoryThatDoesNotExistYetHoldsBack() throws Exception {
    Files.delete(directory);
    assertThat(gate(false, Set.of()).isOpen()).isFalse();
  }
}
