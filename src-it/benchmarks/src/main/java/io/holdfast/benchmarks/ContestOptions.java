// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What can be set for all who are measured by turns. */
final class ContestOptions {
  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds of all contenders that count; default ${DEFAULT-VALUE}.")
  int rounds;

  @Option(
      names = "--warm-ups",
      paramLabel = "N",
      description = "Rounds before them, which do not; default ${DEFAULT-VALUE}.")
  int warmUps;

  @Option(
      names = "--fill-memory",
      description =
          "Before each round, have the system use its free memory for a file, as it does where it"
              + " has been up for long; else a log may cost several times as much on a virtual"
              + " machine.")
  boolean fillMemory;

  @Option(
      names = "--contenders",
      paramLabel = "NAME",
      split = ";",
      description = "Only these, by their names in the table, with semicolons between.")
  List<String> contenders = new ArrayList<>();

  /** With defaults. */
  ContestOptions(int rounds, int warmUps) {
    this.rounds = rounds;
    this.warmUps = warmUps;
  }

  /** Whether a contender takes part. */
  boolean includes(Contender<?> contender) {
    return contenders.isEmpty() || contenders.contains(contender.label());
  }
}
