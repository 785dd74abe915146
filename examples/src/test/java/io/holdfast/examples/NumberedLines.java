// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * The ledger of a file tail: a growing file whose lines are one word each that no other line has,
 * so that the totals tell which of them were counted.
 */
final class NumberedLines {
  private final Path file;
  private final Path totals;
  private int appended;

  /** Begins with an empty file. */
  NumberedLines(Path file, Path totals) throws IOException {
    this.file = Files.createFile(file);
    this.totals = totals;
  }

  void append(int lines) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append(line(appended++)).append('\n');
    }
    Files.writeString(file, text, UTF_8, StandardOpenOption.APPEND);
  }

  int appended() {
    return appended;
  }

  /** How many lines the position that was committed last covers. */
  int acknowledged() throws IOException {
    return PositionFile.beside(file)
        .read()
        .map(position -> Math.toIntExact(position.offset() / (line(0).getBytes(UTF_8).length + 1)))
        .orElse(0);
  }

  /** How many lines the totals hold, however often. */
  int counted() throws IOException {
    return WrittenTotals.in(totals).size();
  }

  /** Lines that the totals do not hold. While the job runs it can only be too few. */
  int acknowledgedAndNotCounted() throws IOException {
    return missing(acknowledged());
  }

  int appendedAndNotCounted() throws IOException {
    return missing(appended);
  }

  /** How many counts there are beside the first of each line. */
  long countedAgain() throws IOException {
    return WrittenTotals.in(totals).values().stream().mapToLong(count -> count - 1).sum();
  }

  private int missing(int of) throws IOException {
    Map<String, Long> counts = WrittenTotals.in(totals);
    int missing = 0;
    for (int number = 0; number < of; number++) {
      missing += counts.containsKey(line(number)) ? 0 : 1;
    }
    return missing;
  }

  private static String line(int number) {
    return "zeile-ä-%06d".formatted(number);
  }
}
