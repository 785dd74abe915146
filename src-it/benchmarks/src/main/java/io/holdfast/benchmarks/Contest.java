// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Contenders by turns, task after task and round after round. */
final class Contest {
  private static final PrintStream PROGRESS = System.err;

  /** With none the system would have to look for some in the middle of a round. */
  private static final long LEFT_FREE_BYTES = 600L << 20;

  private Contest() {}

  /** Runs them all; returns the rounds that count. */
  static <C> List<Result> run(ContestOptions options, List<C> tasks, List<Contender<C>> contenders)
      throws Exception {
    List<Contender<C>> chosen = contenders.stream().filter(options::includes).toList();
    if (!options.fillMemory) {
      return rounds(options, tasks, chosen);
    }
    try (FileMemory memory = new FileMemory(LEFT_FREE_BYTES, FileMemory::freeBytes)) {
      return rounds(options, tasks, chosen.stream().map(memory::filledBefore).toList());
    }
  }

  private static <C> List<Result> rounds(
      ContestOptions options, List<C> tasks, List<Contender<C>> contenders) throws Exception {
    List<Result> results = new ArrayList<>();
    for (int number = 1 - options.warmUps; number <= options.rounds; number++) {
      for (C task : tasks) {
        for (Contender<C> contender : contenders) {
          Result result = round(number, task, contender);
          if (number > 0) {
            results.add(result);
          }
        }
      }
    }
    return results;
  }

  private static <C> Result round(int number, C task, Contender<C> contender) throws Exception {
    Result result = new Result(task.toString(), contender.label(), number, contender.run(task));
    PROGRESS.printf(
        "round %d: %s, %s: %.0f records/s, others %.1f cores%n",
        number,
        result.task(),
        result.contender(),
        result.round().recordsPerSecond(),
        result.round().otherCores());
    return result;
  }
}
