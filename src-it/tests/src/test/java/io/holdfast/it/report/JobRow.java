// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.report;

import io.holdfast.it.fault.Strike;
import io.holdfast.it.ledger.Verdict;
import java.util.List;

/**
 * One job on one manager: what happened.
 *
 * @param strike what was killed, and what there was then
 * @param wrongTotals how many words have another total than what was sent gives them
 */
public record JobRow(String manager, String job, Strike strike, Verdict verdict, long wrongTotals) {
  /** How many of the columns are words. */
  static final int WORDS = 3;

  static final List<String> HEADS =
      Columns.joined(List.of("manager", "job", "killed"), Counts.HEADS, List.of("wrong totals"));

  List<String> columns() {
    return Columns.joined(
        List.of(manager, job, strike.observed()),
        Counts.of(strike, verdict),
        List.of(Counts.number(wrongTotals)));
  }

  /** In one line. */
  @Override
  public String toString() {
    return "%s on %s: killed %s; %,d acknowledged then, %,d in flight; %s; %,d wrong totals"
        .formatted(
            job,
            manager,
            strike.observed(),
            strike.acknowledged(),
            strike.unacknowledged(),
            verdict,
            wrongTotals);
  }
}
