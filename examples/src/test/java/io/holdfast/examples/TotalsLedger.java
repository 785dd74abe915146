// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What was sent to a job, and what it makes of it: in its totals in a file, where a line counts
 * each time it was received, and in those of its database, which are to be right.
 */
final class TotalsLedger {
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  /** A line has a word that no other has. */
  private static final String OWN = "line-";

  private final Path folder;
  private final Map<String, Long> expected = new HashMap<>();
  private int sent;

  TotalsLedger(Path folder) {
    this.folder = folder;
  }

  private Path file() {
    return folder.resolve("totals");
  }

  private String url() {
    return "jdbc:sqlite:" + folder.resolve("totals.db");
  }

  /** The options of a job that keeps both. */
  String[] options() {
    return new String[] {
      "--batch=1",
      "--checkpoint=" + folder.resolve("checkpoint").toUri(),
      "--totals=" + file(),
      "--totals-jdbc=" + url()
    };
  }

  /** How many lines were sent: the number of the next. */
  int sent() {
    return sent;
  }

  /** What a line says after whatever it begins with. */
  String nextText() {
    return "caf\u00e9 word-%d %s%d".formatted(sent % 100, OWN, sent);
  }

  /** The whole line with the next text is sent, or will be. */
  void add(String line) {
    sent++;
    for (String word : line.split(" ", -1)) {
      expected.merge(word, 1L, Long::sum);
    }
  }

  /** Of how often each line was received: how many there are, and the sum. */
  private LongSummaryStatistics received() throws IOException {
    if (!Files.exists(file())) {
      return new LongSummaryStatistics();
    }
    try (Stream<String> totals = Files.lines(file())) {
      return totals
          .filter(total -> total.startsWith(OWN))
          .mapToLong(total -> Long.parseLong(total.substring(total.indexOf('\t') + 1)))
          .summaryStatistics();
    }
  }

  /** Waits until all is received, and every total is right. */
  void awaitRight() {
    await("all is received").atMost(PATIENCE).until(() -> received().getCount() == sent);
    await("every total is right")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1)) // they are many
        .until(this::isRight);
  }

  private boolean isRight() {
    return DatabaseTotals.in(url()).equals(expected);
  }

  /** How many lines were received beside the first of each. */
  long again() throws IOException {
    LongSummaryStatistics received = received();
    return received.getSum() - received.getCount();
  }

  /** The ledger as one line, of a test in which this has happened. */
  void print(String happened) throws IOException {
    LongSummaryStatistics received = received();
    System.out.printf(
        "%s: %,d sent, %,d received, %,d again, %,d lost, totals %s%n",
        happened,
        sent,
        received.getSum(),
        again(),
        sent - received.getCount(),
        isRight() ? "right" : "WRONG");
  }
}
