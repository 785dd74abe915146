// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Results as a table: a row for each task and contender, medians, and ratios to some of them. */
final class SpeedTable {
  private final List<Result> results;
  private final List<String> references;
  private final List<Figure> figures;

  /**
   * A table of results.
   *
   * @param references the contenders that others are compared with, a column each
   */
  SpeedTable(List<Result> results, String... references) {
    this.results = results;
    this.references = List.of(references);
    figures =
        Arrays.stream(Figure.values())
            .filter(figure -> results.stream().anyMatch(each -> has(each, figure)))
            .toList();
  }

  private static boolean has(Result result, Figure figure) {
    return result.round().figures().containsKey(figure);
  }

  void print(PrintStream out) {
    List<String> head =
        new ArrayList<>(
            List.of("", "contender", "rounds (disturbed)", "records/s", "CPU s per million"));
    figures.forEach(figure -> head.add(figure.label()));
    references.forEach(reference -> head.add("of " + reference));
    out.println(row(head));
    out.println("|" + "---|".repeat(head.size()));
    for (String task : tasks()) {
      for (String contender : contenders()) {
        List<Result> cell = cell(task, contender);
        if (!cell.isEmpty()) {
          out.println(row(cells(task, contender, cell)));
        }
      }
    }
  }

  private List<String> cells(String task, String contender, List<Result> cell) {
    List<Round> rounds = cell.stream().map(Result::round).toList();
    List<String> cells = new ArrayList<>();
    cells.add(task);
    cells.add(contender);
    cells.add(
        "%d (%d)".formatted(rounds.size(), rounds.stream().filter(Round::isDisturbed).count()));
    cells.add("%,.0f".formatted(Medians.of(rounds, Round::recordsPerSecond)));
    cells.add("%.2f".formatted(Medians.of(rounds, Round::cpuPerMillion)));
    for (Figure figure : figures) {
      cells.add(
          cell.stream().allMatch(each -> has(each, figure))
              ? figure.format(Medians.of(rounds, round -> round.figures().get(figure)))
              : "");
    }
    for (String reference : references) {
      OptionalDouble ratio = Medians.ratio(cell, cell(task, reference));
      cells.add(ratio.isPresent() ? "%.2f".formatted(ratio.getAsDouble()) : "");
    }
    return cells;
  }

  /** The tasks, in the order in which they came. */
  List<String> tasks() {
    return results.stream().map(Result::task).distinct().toList();
  }

  /** The contenders, likewise. */
  List<String> contenders() {
    return results.stream().map(Result::contender).distinct().toList();
  }

  /** The rounds of a contender at a task. */
  List<Result> cell(String task, String contender) {
    return results.stream()
        .filter(each -> each.task().equals(task) && each.contender().equals(contender))
        .toList();
  }

  private static String row(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
  }
}
