// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.report;

import io.holdfast.it.fault.Strike;
import io.holdfast.it.ledger.Verdict;
import java.util.List;

/** The columns that every table has: what was sent, and what has become of it. */
final class Counts {
  static final List<String> HEADS =
      List.of("sent", "acked then", "in flight", "counted", "lost", "again");

  private Counts() {}

  static List<String> of(Strike strike, Verdict verdict) {
    return List.of(
        number(verdict.sent()),
        number(strike.acknowledged()),
        number(strike.unacknowledged()),
        number(verdict.counted()),
        number(verdict.lost().size()),
        number(verdict.timesAgain()));
  }

  static String number(long number) {
    return "%,d".formatted(number);
  }
}
