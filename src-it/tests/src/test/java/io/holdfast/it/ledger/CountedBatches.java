// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Brings into ledgers what a job has written into a folder, a file for each run of a batch, whose
 * name begins with the time of the batch. A line names a ledger, a partition and an offset, and
 * holds a text. Not thread-safe.
 */
public final class CountedBatches {
  private final Path folder;
  private final Map<String, Ledger> ledgers;
  private final Set<Path> read = new HashSet<>();

  /** Reads from a folder, which need not be there yet, into ledgers by their names. */
  public CountedBatches(Path folder, Map<String, Ledger> ledgers) {
    this.folder = folder;
    this.ledgers = Map.copyOf(ledgers);
  }

  /** Reads what has come since the last time, in the order in which it was written. */
  public void read() throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> come =
          files
              .filter(file -> !file.toString().endsWith(".tmp") && !read.contains(file))
              .sorted(Comparator.comparing(CountedBatches::written))
              .toList();
      for (Path file : come) {
        read(file);
        read.add(file);
      }
    }
  }

  /** A batch runs after the one before it has ended. */
  private static long written(Path file) {
    return file.toFile().lastModified();
  }

  private void read(Path file) throws IOException {
    long millis = written(file);
    String name = file.getFileName().toString();
    String batch = name.substring(0, name.indexOf('-'));
    for (String line : Files.readAllLines(file)) {
      String[] parts = line.split("\t", 4);
      String position = parts[1].isEmpty() ? "" : parts[1] + "@" + parts[2];
      ledgers.get(parts[0]).counted(parts[3], position, batch, millis);
    }
  }
}
