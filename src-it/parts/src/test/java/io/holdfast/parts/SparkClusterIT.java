// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkClusterIT {
  @TempDir private Path directory;

  @Test
  void its_workers_are_registered_and_end_with_it() throws Exception {
    SparkCluster cluster = SparkCluster.start(directory, 2, 1);
    try (cluster) {
      assertThat(cluster.masterUrl()).startsWith("spark://127.0.0.1:");
      assertThat(cluster.master().log()).contains("Registering worker").contains("with 1 cores");
      assertThat(cluster.workers()).hasSize(2).allMatch(ChildProcess::isAlive);
      assertThat(cluster.executors()).isEmpty();
      cluster.addWorker(2);
      assertThat(cluster.master().log()).contains("with 2 cores");
    }
    assertThat(cluster.workers()).hasSize(3).noneMatch(ChildProcess::isAlive);
    assertThat(cluster.master().isAlive()).isFalse();
  }
}
