// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Reads what a job writes for {@code --totals}. */
final class WrittenTotals {
  private WrittenTotals() {}

  /** The count of each word; none before the job has written the file. */
  static Map<String, Long> in(Path file) throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    if (!Files.exists(file)) {
      return counts;
    }
    // Not readAllLines, which takes other characters than LF for the end of a line too.
    for (String line : Files.readString(file).split("\n", -1)) {
      if (!line.isEmpty()) {
        int tab = line.indexOf('\t');
        counts.put(line.substring(0, tab), Long.valueOf(line.substring(tab + 1)));
      }
    }
    return counts;
  }
}
