// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The engine's parts one by one, in time and in bytes allocated. */
@Command(
    name = "engine",
    description = "The engine's parts, by JMH with its GC profiler.",
    mixinStandardHelpOptions = true)
final class EngineBenchmark implements Callable<Integer> {
  /** Short ones, and many: on a busy machine some are not disturbed. */
  private static final TimeValue ITERATION = TimeValue.milliseconds(50);

  private static final int ITERATIONS = 60;

  @Option(
      names = "--forks",
      paramLabel = "N",
      defaultValue = "2",
      description = "JVMs for each figure; default ${DEFAULT-VALUE}.")
  private int forks;

  @Parameters(
      arity = "0..1",
      paramLabel = "REGEX",
      defaultValue = "io.holdfast.core.internal",
      description = "Which benchmarks; by default all of the engine.")
  private String include;

  @Override
  public Integer call() throws Exception {
    var results =
        new Runner(
                new OptionsBuilder()
                    .include(include)
                    .addProfiler(GCProfiler.class)
                    .forks(forks)
                    .warmupIterations(3)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(ITERATIONS)
                    .measurementTime(ITERATION)
                    .shouldFailOnError(true)
                    .build())
            .run();
    EngineTable.print(results, System.out);
    return results.isEmpty() ? 1 : 0;
  }
}
