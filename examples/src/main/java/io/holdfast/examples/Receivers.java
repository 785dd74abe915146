// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that lets several receivers share a source, of every job whose source they can. */
final class Receivers {
  private static final String OPTION = "--receivers";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private int number;

  @Option(
      names = OPTION,
      paramLabel = "N",
      defaultValue = "1",
      description = {
        "How many receivers share the source, at least 1. Each takes a core. Those of a topic share"
            + " its partitions, and more of them than partitions have nothing to do; those of Flume"
            + " sinks each ask all of them; those that are sent to need a port each. A job of whose"
            + " source every receiver would receive all takes no more than 1. Default:"
            + " ${DEFAULT-VALUE}."
      })
  void number(int receivers) {
    number = receivers;
    if (receivers < 1) {
      throw refusal(receivers + " is less than 1");
    }
  }

  int number() {
    return number;
  }

  /**
   * Refuses more than one.
   *
   * @param reason why, in words that begin a sentence
   */
  void requireOne(String reason) {
    if (number > 1) {
      throw refusal(reason);
    }
  }

  /** Refuses more than there are ports for them to listen at. */
  void requirePorts(Ports ports) {
    if (!ports.areEnoughFor(number)) {
      throw refusal(
          "%d receivers on a machine need a port each, and PORT is %s: give a range, such as %s"
              .formatted(number, ports, ports.widenedTo(number)));
    }
  }

  /** The arguments of the job, with the option. */
  String after(String arguments) {
    return number == 1 ? arguments : "%s %s %d".formatted(arguments, OPTION, number);
  }

  private ParameterException refusal(String reason) {
    return new ParameterException(
        command.commandLine(), "Invalid value for option '%s': %s".formatted(OPTION, reason));
  }
}
