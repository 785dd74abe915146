// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What is refused before Spark is started. */
class FlumePushWordCountTest {
  private final StringWriter err = new StringWriter();

  private int execute(String... arguments) {
    CommandLine commandLine = new CommandLine(new FlumePushWordCount());
    return JobCommand.execute(commandLine.setErr(new PrintWriter(err)), arguments);
  }

  @Test
  void refusesAPortThatIsNone() {
    assertThat(execute("0.0.0.0", "70000")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "FlumePushWordCount: port is 70,000: it has to be from 0 to 65,535%n".formatted());
  }

  @Test
  void refusesMissingArguments() {
    assertThat(execute()).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "FlumePushWordCount: Missing required parameters: 'HOST', 'PORT'; --help shows what it takes%n"
                .formatted());
  }

  @Test
  void refusesHeadersThatAreNotTwo() {
    assertThat(execute("0.0.0.0", "4141", "--totals-jdbc=t", "--position-headers=origin"))
        .isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            ("FlumePushWordCount: Invalid value for option '--position-headers': origin is not two"
                    + " headers, such as origin,number; --help shows what it takes%n")
                .formatted());
  }

  @Test
  void refusesHeadersThatAreOne() {
    assertThat(execute("0.0.0.0", "4141", "--totals-jdbc=t", "--position-headers=n,n"))
        .isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "FlumePushWordCount: positionHeaders are both \"n\": an origin and a number are two headers%n"
                .formatted());
  }

  @Test
  void refusesHeadersThatNobodyUses() {
    assertThat(execute("0.0.0.0", "4141", "--position-headers=origin,number")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            ("FlumePushWordCount: Invalid value for option '--position-headers': it goes with"
                    + " --totals-jdbc, whose totals it makes exact; --help shows what it takes%n")
                .formatted());
  }
}
