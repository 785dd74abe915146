// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.report;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** What became of each job on each manager, as a table of text. Not thread-safe. */
public final class JobReport {
  private final List<List<String>> rows = new ArrayList<>(List.of(JobRow.HEADS));

  /** Adds a row. */
  public void add(JobRow row) {
    rows.add(row.columns());
  }

  /** Writes all rows there are, over what was written before. */
  public void write() throws IOException {
    Files.createDirectories(Report.FOLDER);
    Files.writeString(Report.FOLDER.resolve("jobs.txt"), toString());
  }

  @Override
  public String toString() {
    return new TextTable(rows, JobRow.WORDS).toString();
  }
}
