// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Contenders by turns, task after task and round after round. */
final class Contest {
  private static final PrintStream PROGRESS = System.err;

  private Contest() {}

  /** Runs them all; returns the rounds that count. */
  static <C> List<Result> run(ContestOptions options, List<C> tasks, List<Contender<C>> contenders)
      throws Exception {
    List<Contender<C>> chosen = contenders.stream().filter(options::includes).toList();
    List<Result> results = new ArrayList<>();
    for (int number = 1 - options.warmUps; number <= options.rounds; number++) {
      for (C task : tasks) {
        for (Contender<C> contender : chosen) {
          Result result =
              new Result(task.toString(), contender.label(), number, contender.run(task));
          PROGRESS.printf(
              "round %d: %s, %s: %.0f records/s, others %.1f cores%n",
              number,
              result.task(),
              result.contender(),
              result.round().recordsPerSecond(),
              result.round().otherCores());
          if (number > 0) {
            results.add(result);
          }
        }
      }
    }
    return results;
  }
}
