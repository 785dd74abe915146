// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The medians of a table as a picture: for each task a group of bars, as long as its fastest. */
final class BarChart {
  private static final int LABEL_WIDTH = 170;
  private static final int BAR_WIDTH = 420;
  private static final int NUMBER_WIDTH = 110;
  private static final int BAR_HEIGHT = 18;
  private static final int GAP = 14;

  private final SpeedTable table;
  private final StringBuilder body = new StringBuilder();
  private int y = GAP;

  private BarChart(SpeedTable table) {
    this.table = table;
  }

  /** Writes it as SVG. */
  static void write(SpeedTable table, Path file) throws IOException {
    Files.writeString(file, new BarChart(table).draw());
  }

  private String draw() {
    table.tasks().forEach(this::group);
    return """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" font-family="sans-serif" font-size="12">
        <rect width="100%%" height="100%%" fill="white"/>
        %3$s</svg>
        """
        .formatted(LABEL_WIDTH + BAR_WIDTH + NUMBER_WIDTH, y, body);
  }

  private void group(String task) {
    text(GAP, "start", task + ", million records a second", " font-weight=\"bold\"");
    y += BAR_HEIGHT;
    List<String> contenders =
        table.contenders().stream().filter(each -> !table.cell(task, each).isEmpty()).toList();
    double fastest = contenders.stream().mapToDouble(each -> speed(task, each)).max().orElse(1);
    for (String contender : contenders) {
      double speed = speed(task, contender);
      int length = (int) Math.max(1, BAR_WIDTH * speed / fastest);
      text(LABEL_WIDTH - GAP, "end", contender, "");
      body.append(
          "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>%n"
              .formatted(
                  LABEL_WIDTH,
                  y,
                  length,
                  BAR_HEIGHT - 4,
                  contender.startsWith("ours") ? "#1b6ca8" : "#b8c4ce"));
      text(
          LABEL_WIDTH + length + GAP / 2,
          "start",
          String.format(Locale.ROOT, "%.2f", speed / 1e6),
          "");
      y += BAR_HEIGHT;
    }
    y += GAP;
  }

  private double speed(String task, String contender) {
    return Medians.of(
        table.cell(task, contender).stream().map(Result::round).toList(), Round::recordsPerSecond);
  }

  private void text(int x, String anchor, String text, String style) {
    body.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\"%s>%s</text>%n"
            .formatted(x, y + BAR_HEIGHT - 8, anchor, style, text));
  }
}
