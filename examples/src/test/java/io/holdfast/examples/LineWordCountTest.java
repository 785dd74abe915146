// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What is refused before Spark is started. */
class LineWordCountTest {
  private final StringWriter err = new StringWriter();

  private int execute(String... arguments) {
    CommandLine commandLine = new CommandLine(new LineWordCount());
    return JobCommand.execute(commandLine.setErr(new PrintWriter(err)), arguments);
  }

  @Test
  void refusesAPortThatIsNone() {
    assertThat(execute("localhost", "99999")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("LineWordCount: port 99999 is not between 1 and 65535%n".formatted());
  }

  @Test
  void refusesAMissingPort() {
    assertThat(execute("localhost")).isEqualTo(2);
    assertThat(err.toString()).contains("Missing required parameter: 'PORT'");
  }
}
