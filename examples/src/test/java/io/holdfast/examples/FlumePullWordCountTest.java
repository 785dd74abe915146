// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is refused before Spark is started. */
class FlumePullWordCountTest {
  private final StringWriter err = new StringWriter();

  private int execute(String... arguments) {
    CommandLine commandLine = new CommandLine(new FlumePullWordCount());
    return JobCommand.execute(commandLine.setErr(new PrintWriter(err)), arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent-1", "agent-1:", "agent-1:x"})
  void refusesWhatIsNoAddress(String sink) {
    assertThat(execute("agent-2:4545", sink)).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "FlumePullWordCount: %s is no sink: give its host and its port, such as agent-1:4545%n"
                .formatted(sink));
  }

  @Test
  void refusesAPortThatIsNone() {
    assertThat(execute("agent-1:70000")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "FlumePullWordCount: the port of agent-1 is 70,000: it has to be from 1 to 65,535%n"
                .formatted());
  }

  @Test
  void refusesMissingArguments() {
    assertThat(execute()).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("FlumePullWordCount: Missing required parameter: 'HOST:PORT");
  }

  @Test
  void refusesHeadersThatAreNotTwo() {
    assertThat(execute("agent-1:4545", "--totals-jdbc=t", "--position-headers=origin"))
        .isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            ("FlumePullWordCount: Invalid value for option '--position-headers': origin is not two"
                    + " headers, such as origin,number; --help shows what it takes%n")
                .formatted());
  }

  @Test
  void refusesHeadersThatAreOne() {
    assertThat(execute("agent-1:4545", "--totals-jdbc=t", "--position-headers=n,n")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "FlumePullWordCount: positionHeaders are both \"n\": an origin and a number are two headers%n"
                .formatted());
  }

  @Test
  void refusesHeadersThatNobodyUses() {
    assertThat(execute("agent-1:4545", "--position-headers=origin,number")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            ("FlumePullWordCount: Invalid value for option '--position-headers': it goes with"
                    + " --totals-jdbc, whose totals it makes exact; --help shows what it takes%n")
                .formatted());
  }
}
