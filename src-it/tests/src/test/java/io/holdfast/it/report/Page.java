// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.report;

import java.util.List;
import java.util.stream.Collectors;

/** The cells as a page of HTML that needs nothing else: the table, then a plot for each cell. */
final class Page {
  private static final String STYLE =
      """
      body { font: 14px/1.4 sans-serif; margin: 2em; color: #222 }
      table { border-collapse: collapse }
      th, td { padding: .2em .7em; border-bottom: 1px solid #ddd; text-align: right }
      th:nth-child(-n+3), td:nth-child(-n+3) { text-align: left }
      td.bad { background: #f6c1bd }
      figure { display: inline-block; margin: 1em 1em 0 0 }
      figcaption { max-width: 460px }
      .sent { color: #888 } .acknowledged { color: #1b6ca8 } .counted { color: #2a8c3c }
      """;

  private final String title;
  private final List<Cell> cells;

  Page(String title, List<Cell> cells) {
    this.title = title;
    this.cells = cells;
  }

  @Override
  public String toString() {
    List<Cell> carriedOut = cells.stream().filter(cell -> cell.reason().isEmpty()).toList();
    return """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>%1$s</title><style>
        %2$s</style></head><body>
        <h1>%1$s</h1>
        <table><tr>%3$s</tr>
        %4$s</table>
        %5$s
        <p>Each plot: records <span class="sent">sent</span>, <span
        class="acknowledged">acknowledged</span> and <span class="counted">counted</span> over
        seconds; the fault is the red line.</p>
        %6$s
        </body></html>
        """
        .formatted(
            escaped(title),
            STYLE,
            each(Columns.HEADS, head -> "<th>" + escaped(head) + "</th>"),
            each(carriedOut, Page::row),
            each(cells, Page::reason),
            each(carriedOut, Page::figure));
  }

  /** Makes text of a thing. */
  private interface Text<T> {
    String of(T thing);
  }

  private static <T> String each(List<T> things, Text<T> text) {
    return things.stream().map(text::of).collect(Collectors.joining());
  }

  private static String row(Cell cell) {
    boolean bad = !cell.verdict().lost().isEmpty() || cell.againAfterPositions().orElse(0) > 0;
    return "<tr>%s</tr>%n"
        .formatted(
            each(
                Columns.of(cell),
                text -> "<td%s>%s</td>".formatted(bad ? " class=\"bad\"" : "", escaped(text))));
  }

  private static String reason(Cell cell) {
    return cell.reason().isEmpty() ? "" : "<p>%s</p>%n".formatted(escaped(cell.toString()));
  }

  private static String figure(Cell cell) {
    return "<figure>%s<figcaption><b>%s, %s, %s</b>: %s</figcaption></figure>%n"
        .formatted(
            new Plot(cell.timeline(), cell.strike().millis()),
            escaped(cell.source().words()),
            escaped(cell.fault()),
            cell.durability(),
            escaped(cell.strike().observed()));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
