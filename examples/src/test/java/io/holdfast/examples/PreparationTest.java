// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is tried out before Spark is started. */
class PreparationTest {

  @Test
  void refusesAPortOfTheUiThatIsInUse() throws IOException {
    String host = System.getenv().getOrDefault("SPARK_LOCAL_IP", "0.0.0.0");
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getByName(host), 0));
      SparkConf conf =
          new SparkConf(false)
              .set("spark.ui.port", Integer.toString(taken.getLocalPort()))
              .set("spark.port.maxRetries", "0");
      assertThatThrownBy(() -> UiPort.check(conf))
          .isInstanceOf(BadConfigurationException.class)
          .hasMessage(
              "the port %d of Spark's UI is in use: set spark.ui.port to a free one, or"
                      .formatted(taken.getLocalPort())
                  + " spark.ui.enabled to false");
      assertThatCode(() -> UiPort.check(conf.clone().set("spark.ui.enabled", "false")))
          .doesNotThrowAnyException();
      assertThatCode(() -> UiPort.check(conf.clone().set("spark.ui.port", "0")))
          .doesNotThrowAnyException();
      // Fifty ports in a row are not all taken.
      assertThatCode(() -> UiPort.check(conf.clone().set("spark.port.maxRetries", "50")))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void takesAFreePortOfTheUiWithoutARetry() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    SparkConf conf =
        new SparkConf(false)
            .set("spark.ui.port", Integer.toString(free))
            .set("spark.port.maxRetries", "0");
    assertThatCode(() -> UiPort.check(conf)).doesNotThrowAnyException();
  }

  @Test
  void createsACheckpointDirectoryAndLeavesNothingInIt(@TempDir Path folder) throws Exception {
    Path directory = folder.resolve("a").resolve("b");
    CheckpointDirectory.check(directory.toString(), new SparkConf(false));
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void refusesACheckpointDirectoryUnderAFile(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(
            () -> CheckpointDirectory.check(file.resolve("c").toString(), new SparkConf(false)))
        .isInstanceOf(BadConfigurationException.class)
        .hasMessageStartingWith("the checkpoint directory %s/c cannot be written (", file)
        .hasMessageEndingWith("): give --checkpoint a directory that the job may create and write");
  }

  @Test
  void refusesACheckpointOnAFileSystemThatIsNotThere() {
    assertThatThrownBy(() -> CheckpointDirectory.check("none://h/c", new SparkConf(false)))
        .isInstanceOf(BadConfigurationException.class)
        .hasMessageContaining("No FileSystem for scheme \"none\"");
  }

  @Test
  void aJobTriesItOutAndEndsWithTwoAndTheSentence(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(refused("--checkpoint=" + file.resolve("c")))
        .isEqualTo(
            ("KafkaWordCount: the checkpoint directory %s/c cannot be written"
                    + " (ParentNotDirectoryException: Parent path is not a directory: %s): give"
                    + " --checkpoint a directory that the job may create and write%n")
                .formatted(file, file));

    String host = System.getenv().getOrDefault("SPARK_LOCAL_IP", "0.0.0.0");
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getByName(host), 0));
      System.setProperty("spark.ui.port", Integer.toString(taken.getLocalPort()));
      System.setProperty("spark.port.maxRetries", "0");
      assertThat(refused())
          .startsWith("KafkaWordCount: the port %d of Spark's UI ".formatted(taken.getLocalPort()))
          .hasLineCount(1);
    } finally {
      System.clearProperty("spark.ui.port");
      System.clearProperty("spark.port.maxRetries");
    }
  }

  /** What a job prints that would look for its broker, where there is none, if it came to that. */
  private static String refused(String... options) {
    StringWriter err = new StringWriter();
    CommandLine job = new CommandLine(new KafkaWordCount()).setErr(new PrintWriter(err, true));
    List<String> arguments = new ArrayList<>(List.of("127.0.0.1:1", "topic"));
    arguments.addAll(List.of(options));
    assertThat(JobCommand.execute(job, arguments.toArray(String[]::new))).isEqualTo(2);
    return err.toString();
  }
}
