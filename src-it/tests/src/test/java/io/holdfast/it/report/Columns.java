// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.report;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What the table says of a cell, as text as well as on the page. */
final class Columns {
  /** How many of them are words. */
  static final int WORDS = 3;

  static final List<String> HEADS =
      joined(
          List.of("source", "fault", "durability"),
          Counts.HEADS,
          List.of("after positions", "bare, s", "again acked, s", "first new, s"));

  private static final String NONE = "-";

  private Columns() {}

  static List<String> of(Cell cell) {
    return joined(
        List.of(cell.source().words(), cell.fault(), cell.durability().name()),
        Counts.of(cell.strike(), cell.verdict()),
        List.of(
            number(cell.againAfterPositions()),
            seconds(cell.recovery().bare()),
            seconds(cell.recovery().acknowledged()),
            seconds(cell.recovery().counted())));
  }

  /** The columns that are words, those that every table has, and its own. */
  static List<String> joined(List<String> words, List<String> counts, List<String> own) {
    return Stream.of(words, counts, own).flatMap(List::stream).toList();
  }

  private static String number(OptionalLong number) {
    return number.isPresent() ? Counts.number(number.getAsLong()) : NONE;
  }

  private static String seconds(OptionalLong millis) {
    return millis.isPresent() ? "%.1f".formatted(millis.getAsLong() / 1000.0) : NONE;
  }
}
