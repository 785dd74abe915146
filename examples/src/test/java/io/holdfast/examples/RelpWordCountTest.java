// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What is refused before Spark is started. */
class RelpWordCountTest {
  private final StringWriter err = new StringWriter();

  private int execute(String... arguments) {
    CommandLine commandLine = new CommandLine(new RelpWordCount());
    return JobCommand.execute(commandLine.setErr(new PrintWriter(err)), arguments);
  }

  @Test
  void refusesAPortThatIsNone() {
    assertThat(execute("70000")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("RelpWordCount: ports 70000 to 70000 are none%n".formatted());
  }

  @Test
  void refusesANumberingThatFindsNoNumber() {
    assertThat(execute("20514", "--totals-jdbc=t", "--numbering=(?<host>a) (?<epoch>1)"))
        .isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            ("RelpWordCount: the numbering '(?<host>a) (?<epoch>1)' has no group named number: it"
                    + " needs (?<host>..) and (?<epoch>..), which together name who counts and"
                    + " since when, and (?<number>..)%n")
                .formatted());
  }

  @Test
  void refusesANumberingThatNobodyUses() {
    assertThat(execute("20514", "--numbering=(?<host>a)(?<epoch>1)(?<number>2)")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            ("RelpWordCount: Invalid value for option '--numbering': it goes with --totals-jdbc,"
                    + " whose totals it makes exact; --help shows what it takes%n")
                .formatted());
  }
}
