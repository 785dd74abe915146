// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import java.io.PrintStream;
import java.util.List;

/** The rounds as a table. */
final class ShareTable {
  private ShareTable() {}

  static void print(List<Result> results, PrintStream out) {
    out.println(
        "| contender | rounds (disturbed) | records/s | CPU s per million | samples | engine | source | client | store | other |");
    out.println("|---|---|---|---|---|---|---|---|---|---|");
    results.stream()
        .map(Result::contender)
        .distinct()
        .forEach(contender -> out.println(row(contender, roundsOf(contender, results))));
  }

  private static List<Round> roundsOf(String contender, List<Result> results) {
    return results.stream()
        .filter(each -> each.contender().equals(contender))
        .map(Result::round)
        .toList();
  }

  /**
   * Speeds are medians; samples are few in one round, so shares are those of all rounds together.
   */
  private static String row(String contender, List<Round> rounds) {
    Profile profile = Profile.sum(rounds.stream().map(Round::profile).toList());
    StringBuilder row =
        new StringBuilder(
            "| %s | %d (%d) | %.0f | %.2f | %d |"
                .formatted(
                    contender,
                    rounds.size(),
                    rounds.stream().filter(Round::isDisturbed).count(),
                    Medians.of(rounds, Round::recordsPerSecond),
                    Medians.of(rounds, Round::cpuPerMillion),
                    profile.samples()));
    for (Owner owner : Owner.values()) {
      row.append(percent(profile.share(owner)));
    }
    return row.toString();
  }

  private static String percent(double share) {
    return " %.1f%% |".formatted(100 * share);
  }
}
