// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is refused before Spark is started. */
class FileTailWordCountTest {
  private final StringWriter err = new StringWriter();

  private int execute(String... arguments) {
    CommandLine commandLine = new CommandLine(new FileTailWordCount());
    return JobCommand.execute(commandLine.setErr(new PrintWriter(err)), arguments);
  }

  @Test
  void refusesAFileThatIsNotThere(@TempDir Path folder) {
    Path file = folder.resolve("log");
    assertThat(execute(file.toString())).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "FileTailWordCount: %s is not a file that can be read: create it, or check its name%n"
                .formatted(file));
  }

  @Test
  void refusesAFolder(@TempDir Path folder) {
    assertThat(execute(folder.toString())).isEqualTo(2);
    assertThat(err.toString()).contains(folder + " is not a file that can be read");
  }

  @Test
  void refusesAMissingArgument() {
    assertThat(execute()).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "FileTailWordCount: Missing required parameter: 'FILE'; --help shows what it takes%n"
                .formatted());
  }
}
