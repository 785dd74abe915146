// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The rounds as a table. */
final class ShareTable {
  private ShareTable() {}

  static void print(List<Round> measured, PrintStream out) {
    out.println(
        "| contender | rounds (disturbed) | records/s | CPU s per million | samples | engine | source | client | store | other |");
    out.println("|---|---|---|---|---|---|---|---|---|---|");
    for (Contender contender : Contender.values()) {
      List<Round> rounds =
          measured.stream().filter(round -> round.contender() == contender).toList();
      if (!rounds.isEmpty()) {
        out.println(row(contender, rounds));
      }
    }
  }

  /**
   * Speeds are medians; samples are few in one round, so shares are those of all rounds together.
   */
  private static String row(Contender contender, List<Round> rounds) {
    Profile profile = Profile.sum(rounds.stream().map(Round::profile).toList());
    StringBuilder row =
        new StringBuilder(
            "| %s | %d (%d) | %.0f | %.2f | %d |"
                .formatted(
                    contender.label(),
                    rounds.size(),
                    rounds.stream().filter(Round::isDisturbed).count(),
                    median(rounds, Round::recordsPerSecond),
                    median(rounds, Round::cpuPerMillion),
                    profile.samples()));
    for (Owner owner : Owner.values()) {
      row.append(percent(profile.share(owner)));
    }
    return row.toString();
  }

  private static String percent(double share) {
    return " %.1f%% |".formatted(100 * share);
  }

  /**
   * The median over the rounds that nobody disturbed; over all of them if those are the fewer, as
   * on a machine that is never quiet.
   */
  static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    List<Round> quiet = rounds.stream().filter(round -> !round.isDisturbed()).toList();
    List<Round> used = 2 * quiet.size() > rounds.size() ? quiet : rounds;
    double[] sorted = used.stream().mapToDouble(figure).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
