// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import io.holdfast.parts.PartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * The entry point: chooses the source, and turns what goes wrong into a sentence and an exit code.
 */
@Command(
    name = "demo",
    description =
        "Sends words through a real source into a submitted Spark Streaming job, and shows the counts.",
    synopsisSubcommandLabel = "SOURCE",
    subcommands = {
      KafkaDemo.class,
      FlumePushDemo.class,
      FlumePullDemo.class,
      RelpDemo.class,
      LinesDemo.class
    })
public final class Demo implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("UnusedVariable") // picocli looks at the option, nobody at the field
  @Option(names = "--help", usageHelp = true, description = "Shows this help.")
  private boolean help;

  private Demo() {}

  /** Runs the demo and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Demo())
        .setParameterExceptionHandler(Demo::refuse)
        .setExecutionExceptionHandler(Demo::explain);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "name a source: " + String.join(", ", spec.subcommands().keySet()));
  }

  private static int refuse(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    command
        .getErr()
        .printf(
            "demo: %s (see %s --help)%n", e.getMessage(), command.getCommandSpec().qualifiedName());
    return ExitCode.USAGE;
  }

  private static int explain(Exception e, CommandLine command, ParseResult parsed) {
    boolean expected =
        e instanceof DemoException
            || e instanceof PartException
            || e instanceof IOException
            || e instanceof UncheckedIOException;
    if (expected) {
      command.getErr().printf("demo: %s%n", e.getMessage());
    } else {
      e.printStackTrace(command.getErr());
    }
    return ExitCode.FAILED;
  }
}
