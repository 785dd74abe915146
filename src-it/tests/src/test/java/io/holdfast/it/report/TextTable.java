// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.report;

import java.util.ArrayList;
import java.util.List;

/** The cells as a table of text, a line each, and then why some are missing. */
final class TextTable {
  private static final int WORDS = 3;

  private final List<Cell> cells;

  TextTable(List<Cell> cells) {
    this.cells = cells;
  }

  @Override
  public String toString() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(Columns.HEADS);
    cells.stream().filter(cell -> cell.reason().isEmpty()).map(Columns::of).forEach(rows::add);
    StringBuilder text = new StringBuilder();
    rows.forEach(row -> text.append(line(row, widths(rows))));
    for (Cell cell : cells) {
      if (cell.reason().isPresent()) {
        text.append("%s%n".formatted(cell));
      }
    }
    return text.toString();
  }

  private static List<Integer> widths(List<List<String>> rows) {
    List<Integer> widths = new ArrayList<>();
    for (int column = 0; column < Columns.HEADS.size(); column++) {
      int place = column;
      widths.add(rows.stream().mapToInt(row -> row.get(place).length()).max().orElseThrow());
    }
    return widths;
  }

  /** Words to the left, numbers to the right. */
  private static String line(List<String> row, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String format = "%" + (column < WORDS ? "-" : "") + widths.get(column) + "s  ";
      line.append(format.formatted(row.get(column)));
    }
    return line.toString().stripTrailing() + "\n";
  }
}
