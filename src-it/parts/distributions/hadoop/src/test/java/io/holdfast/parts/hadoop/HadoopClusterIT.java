// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.Distribution;
import io.holdfast.parts.HadoopCluster;
import io.holdfast.parts.HdfsDataNode;
import io.holdfast.parts.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopClusterIT {
  private static final Duration BOUND = Duration.ofSeconds(90);

  @TempDir private Path directory;

  @Test
  void a_file_that_was_written_can_be_read_by_another_client() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "to be or not to be\n");
    HadoopCluster cluster = HadoopCluster.startHdfs(directory.resolve("hadoop"));
    try (cluster) {
      assertThat(cluster.uri()).startsWith("hdfs://localhost:");
      shell(cluster, "-put", file.toString(), "/file");
      assertThat(shell(cluster, "-cat", cluster.uri() + "/file")).contains("to be or not to be");
      assertThat(cluster.executors()).isEmpty();
      assertThat(cluster.drivers()).isEmpty();
      cluster.process().kill();
    }
    assertThat(cluster.process().isAlive()).isFalse();
  }

  @Test
  void a_file_survives_one_of_its_two_data_nodes() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "to be or not to be\n");
    try (HadoopCluster cluster = HadoopCluster.startHdfs(directory.resolve("hadoop"));
        HdfsDataNode node = HdfsDataNode.start(directory.resolve("node"), cluster.uri())) {
      shell(cluster, "-D", "dfs.replication=2", "-put", file.toString(), "/file");
      assertThat(blocks(directory.resolve("node"))).isEqualTo(1);
      node.kill();
      assertThat(shell(cluster, "-cat", "/file")).contains("to be or not to be");

      String address = node.address();
      node.restart();
      assertThat(node.address()).startsWith("127.0.0.1:").isNotEqualTo(address);
    }
  }

  private static long blocks(Path node) throws IOException {
    try (Stream<Path> files = Files.walk(node)) {
      return files.filter(file -> file.getFileName().toString().matches("blk_\\d+")).count();
    }
  }

  private String shell(HadoopCluster cluster, String... arguments) throws Exception {
    JavaCommand command =
        JavaCommand.small("org.apache.hadoop.fs.FsShell")
            .classPath(cluster.configuration().toString())
            .classPath(Distribution.HADOOP.classPath())
            .heap("128m")
            .arguments(arguments);
    try (ChildProcess shell =
        ChildProcess.named("the shell", command.toList())
            .log(directory.resolve("shell.log"))
            .start()) {
      assertThat(shell.awaitExit(BOUND)).as(shell.logTail()).isZero();
      return shell.log();
    }
  }
}
