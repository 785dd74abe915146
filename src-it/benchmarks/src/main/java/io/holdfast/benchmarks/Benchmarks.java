// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point: chooses what is measured. */
@Command(
    name = "run",
    description = "Measures what Holdfast costs.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "BENCHMARK",
    subcommands = {
      EngineBenchmark.class,
      ShareBenchmark.class,
      FlumePushBenchmark.class,
      RelpBenchmark.class,
      LinesBenchmark.class,
      KafkaBenchmark.class,
      MinutesBenchmark.class
    })
public final class Benchmarks {
  private Benchmarks() {}

  /** Runs one benchmark and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Benchmarks()).execute(arguments));
  }
}
