// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** How many receivers a job may have, and what those say that may have one. */
class ReceiversTest {
  private static final String NONE_TO_BE_SEVERAL =
      "this job has none to be several: each partition of the topic is read by a task of its own";
  private static final String ALL_THAT_IS_SENT =
      "each would connect to the server, and count all that it sends to everybody: run a job for"
          + " each server";
  private static final String ALL_OF_THE_FILE =
      "each would read the whole file, and count all lines of it: run a job for each file";

  private static String refusal(Callable<Integer> job, String... arguments) {
    StringWriter err = new StringWriter();
    CommandLine commandLine = new CommandLine(job).setErr(new PrintWriter(err, true));
    assertThat(JobCommand.execute(commandLine, arguments)).isEqualTo(2);
    return err.toString();
  }

  private static String refused(String job, String reason) {
    return "%s: Invalid value for option '--receivers': %s; --help shows what it takes%n"
        .formatted(job, reason);
  }

  @Test
  void noneAreTooFew() {
    assertThat(refusal(new RelpWordCount(), "20514", "--receivers=0"))
        .isEqualTo(refused("RelpWordCount", "0 is less than 1"));
  }

  @Test
  void whereEachWouldReceiveAllThereIsOne() {
    assertThat(refusal(new LineWordCount(), "host", "4242", "--receivers=2"))
        .isEqualTo(refused("LineWordCount", ALL_THAT_IS_SENT));
    assertThat(refusal(new FileTailWordCount(), "log", "--receivers=2"))
        .isEqualTo(refused("FileTailWordCount", ALL_OF_THE_FILE));
    assertThat(refusal(new DirectKafkaWordCount(), "host:9092", "topic", "--receivers=2"))
        .isEqualTo(refused("DirectKafkaWordCount", NONE_TO_BE_SEVERAL));
  }

  @Test
  void eachThatListensNeedsAPort() {
    assertThat(refusal(new RelpWordCount(), "20514", "--receivers=3"))
        .isEqualTo(
            refused(
                "RelpWordCount",
                "3 receivers on a machine need a port each, and PORT is 20514: give a range, such"
                    + " as 20514-20516"));
    assertThat(refusal(new FlumePushWordCount(), "host", "4141-4142", "--receivers=3"))
        .isEqualTo(
            refused(
                "FlumePushWordCount",
                "3 receivers on a machine need a port each, and PORT is 4141-4142: give a range,"
                    + " such as 4141-4143"));
  }

  @Test
  void portsAreOneOrARange() {
    assertThat(refusal(new RelpWordCount(), "20514-"))
        .isEqualTo(
            ("RelpWordCount: Invalid value for positional parameter at index 0 (PORT): 20514- is"
                    + " neither a port nor a range of them, such as 4141-4144; --help shows what it"
                    + " takes%n")
                .formatted());
    assertThat(refusal(new FlumePushWordCount(), "host", "4142-4141"))
        .isEqualTo(
            "FlumePushWordCount: the ports 4142 to 4141 are no range: give the smaller one first%n"
                .formatted());
  }

  @Test
  void portsAreEnoughForAsManyReceivers() {
    assertThat(new Ports(4141, 4141).areEnoughFor(1)).isTrue();
    assertThat(new Ports(4141, 4143).areEnoughFor(3)).isTrue();
    assertThat(new Ports(4141, 4143).areEnoughFor(4)).isFalse();
    assertThat(new Ports(0, 0).areEnoughFor(4)).isTrue();
  }

  @Test
  void aRecoveredJobHasAsManyAsItWasStartedWith() {
    assertThat(given().after("20514")).isEqualTo("20514");
    assertThat(given("--receivers=3").after("20514-20516")).isEqualTo("20514-20516 --receivers 3");
  }

  private static Receivers given(String... options) {
    Some some = new Some();
    new CommandLine(some).parseArgs(options);
    return some.receivers;
  }

  @Command
  private static final class Some {
    @Mixin private Receivers receivers;
  }
}
