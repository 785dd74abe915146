// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.managers;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.HadoopCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Where a person runs the commands that the documentation shows, one after the other, on a machine
 * that has the cluster's configuration of Hadoop. Not thread-safe.
 */
final class Console {
  /** The page of the jobs. */
  static final String PAGE = "examples/README.md";

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final HadoopCluster hadoop;
  private final Path folder;
  private int commands;

  /** What the commands log and leave behind goes into {@code folder}. */
  Console(HadoopCluster hadoop, Path folder) {
    this.hadoop = hadoop;
    this.folder = folder;
  }

  /** Runs a command; does not wait for it. */
  ChildProcess start(ShownCommand command) throws IOException {
    return command
        .environment("HADOOP_CONF_DIR", hadoop.configuration().toString())
        .small(folder.resolve("scratch"), "")
        .start(folder.resolve("command-" + ++commands));
  }

  /**
   * Tells the job with this checkpoint to stop, as a person does: a driver that was killed seems to
   * run for a minute, and one is to be named.
   */
  void tellToStop(String checkpoint) throws IOException, InterruptedException {
    ShownCommand command =
        ShownCommand.of(PAGE, "examples/bin/stop").with("hdfs:///jobs/word-count", checkpoint);
    try (ChildProcess stop = start(command)) {
      if (stop.awaitExit(PATIENCE) == 0) {
        return;
      }
      assertThat(stop.log()).contains("name one: ");
      command.and(latest(stop.log()));
    }
    try (ChildProcess stop = start(command)) {
      assertThat(stop.awaitExit(PATIENCE)).as(stop.logTail()).isZero();
    }
  }

  private static String latest(String said) {
    return Pattern.compile("(\\S+) runs\\b")
        .matcher(said.substring(said.indexOf("name one: ")))
        .results()
        .map(application -> application.group(1))
        .max(String::compareTo)
        .orElseThrow();
  }
}
