// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

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

  /** With defaults. */
  ContestOptions(int rounds, int warmUps) {
    this.rounds = rounds;
    this.warmUps = warmUps;
  }
}
