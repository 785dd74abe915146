// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.report;

import java.util.ArrayList;
import java.util.List;

/** A table of text, whose first columns are words and whose others are numbers. */
final class TextTable {
  private final List<List<String>> rows;
  private final int words;

  /** A table of these rows, of which the first is the heads; so many columns are words. */
  TextTable(List<List<String>> rows, int words) {
    this.rows = rows;
    this.words = words;
  }

  @Override
  public String toString() {
    List<Integer> widths = widths();
    StringBuilder text = new StringBuilder();
    rows.forEach(row -> text.append(line(row, widths)));
    return text.toString();
  }

  private List<Integer> widths() {
    List<Integer> widths = new ArrayList<>();
    for (int column = 0; column < rows.get(0).size(); column++) {
      int place = column;
      widths.add(rows.stream().mapToInt(row -> row.get(place).length()).max().orElseThrow());
    }
    return widths;
  }

  /** Words to the left, numbers to the right. */
  private String line(List<String> row, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String format = "%" + (column < words ? "-" : "") + widths.get(column) + "s  ";
      line.append(format.formatted(row.get(column)));
    }
    return line.toString().stripTrailing() + "\n";
  }
}
