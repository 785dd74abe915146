// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.PoisonException;
import io.holdfast.core.PreflightException;
import io.holdfast.core.SupersededException;
import io.holdfast.pipeline.totals.TotalsException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** Runs a job's command, and turns whatever ends it into an exit code and a sentence. */
final class JobCommand {
  private JobCommand() {}

  /**
   * Runs a command from its {@code main}. Returns when the job has ended well, and ends the JVM
   * when it has not: on YARN, an exit of the driver is a failure whatever its code.
   */
  static void main(Callable<Integer> command, String... arguments) {
    int exitCode = execute(new CommandLine(command), arguments);
    if (exitCode != ExitCode.OK) {
      System.exit(exitCode);
    }
  }

  /** Runs a command that prints to where its command line says, and returns its exit code. */
  static int execute(CommandLine commandLine, String... arguments) {
    return commandLine
        .setParameterExceptionHandler(
            (exception, unused) -> {
              CommandLine failed = exception.getCommandLine();
              print(failed, exception.getMessage() + "; --help shows what it takes");
              return ExitCode.USAGE;
            })
        .setExecutionExceptionHandler(
            (exception, failed, unused) -> {
              print(failed, sentences(exception));
              return exitCode(exception);
            })
        .execute(arguments);
  }

  private static int exitCode(Exception exception) {
    if (exception instanceof SupersededException) {
      return ExitCode.OK; // or a supervisor would start it again, to take the job back
    }
    boolean configuration =
        exception instanceof BadConfigurationException
            || Reason.find(PreflightException.class, exception).isPresent();
    return configuration ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }

  private static String sentences(Exception exception) {
    if (exception instanceof BadConfigurationException
        || exception instanceof SupersededException) {
      return exception.getMessage();
    }
    Optional<PreflightException> preflight = Reason.find(PreflightException.class, exception);
    if (preflight.isPresent()) {
      return preflight.get().getMessage();
    }
    Optional<PoisonException> poison = Reason.find(PoisonException.class, exception);
    if (poison.isPresent()) {
      return poison.get().getMessage() + "; --poison skip leaves such records out";
    }
    Optional<TotalsException> totals = Reason.find(TotalsException.class, exception);
    if (totals.isPresent()) {
      return totals.get().getMessage();
    }
    return ("the job failed with %s; Spark's log, on standard error unless configured otherwise, has"
            + " the details")
        .formatted(Reason.of(exception));
  }

  private static void print(CommandLine commandLine, String sentences) {
    PrintWriter err = commandLine.getErr();
    sentences.lines().forEach(line -> err.println(commandLine.getCommandName() + ": " + line));
    err.flush();
  }
}
