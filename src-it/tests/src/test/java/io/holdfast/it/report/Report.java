// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The cells of a class of tests, written as a table of text and as a page. Not thread-safe. */
public final class Report {
  static final Path FOLDER = Path.of("target", "report");

  /** Where the logs of what has failed are kept. */
  public static final Path LOGS = FOLDER.resolve("logs");

  private final String name;
  private final String title;
  private final List<Cell> cells = new ArrayList<>();

  /** A report without cells; the name is that of its files. */
  public Report(String name, String title) {
    this.name = name;
    this.title = title;
  }

  /** Adds a cell. */
  public void add(Cell cell) {
    cells.add(cell);
  }

  /** Writes all cells there are, over what was written before; returns the page. */
  public Path write() throws IOException {
    return write(FOLDER);
  }

  Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(name + ".txt"), title + "\n\n" + this);
    return Files.writeString(folder.resolve(name + ".html"), new Page(title, cells).toString());
  }

  /** The cells as a table of text, a line each, and then why some are missing. */
  @Override
  public String toString() {
    List<List<String>> rows = new ArrayList<>(List.of(Columns.HEADS));
    cells.stream().filter(cell -> cell.reason().isEmpty()).map(Columns::of).forEach(rows::add);
    StringBuilder text = new StringBuilder().append(new TextTable(rows, Columns.WORDS));
    cells.stream()
        .filter(cell -> cell.reason().isPresent())
        .forEach(cell -> text.append("%s%n".formatted(cell)));
    return text.toString();
  }
}
