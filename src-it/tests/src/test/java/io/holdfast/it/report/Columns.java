// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.report;

import java.util.List;
import java.util.OptionalLong;

/** What the table says of a cell, as text as well as on the page. */
final class Columns {
  /** How many of them are words. */
  static final int WORDS = 3;

  static final List<String> HEADS =
      List.of(
          "source",
          "fault",
          "durability",
          "sent",
          "acked then",
          "in flight",
          "counted",
          "lost",
          "again",
          "after positions",
          "bare, s",
          "again acked, s",
          "first new, s");

  private static final String NONE = "-";

  private Columns() {}

  static List<String> of(Cell cell) {
    return List.of(
        cell.source().words(),
        cell.fault(),
        cell.durability().name(),
        number(cell.verdict().sent()),
        number(cell.strike().acknowledged()),
        number(cell.strike().unacknowledged()),
        number(cell.verdict().counted()),
        number(cell.verdict().lost().size()),
        number(cell.verdict().timesAgain()),
        number(cell.againAfterPositions()),
        seconds(cell.recovery().bare()),
        seconds(cell.recovery().acknowledged()),
        seconds(cell.recovery().counted()));
  }

  private static String number(long number) {
    return "%,d".formatted(number);
  }

  private static String number(OptionalLong number) {
    return number.isPresent() ? number(number.getAsLong()) : NONE;
  }

  private static String seconds(OptionalLong millis) {
    return millis.isPresent() ? "%.1f".formatted(millis.getAsLong() / 1000.0) : NONE;
  }
}
