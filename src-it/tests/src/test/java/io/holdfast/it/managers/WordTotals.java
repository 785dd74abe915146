// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.managers;

import io.holdfast.it.ledger.Ledger;
import io.holdfast.it.ledger.TestRecord;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/**
 * The totals of a job beside a count of the words that its source was given. Each record has a word
 * of its own, whose total says how often the record was counted. Not thread-safe.
 */
final class WordTotals {
  private final Path database;
  private final Ledger ledger;

  /** What stands before each record where it is counted. */
  private final String before;

  private final Map<String, TestRecord> records = new LinkedHashMap<>();
  private final Map<String, Long> seen = new HashMap<>();
  private Map<String, Long> totals = Map.of();

  WordTotals(Path database, Ledger ledger, String before) {
    this.database = database;
    this.ledger = ledger;
    this.before = before;
  }

  /** Reads the totals, and enters into the ledger what was counted since the last time. */
  void look() {
    totals = SqliteTotals.in(database);
    List<TestRecord> offered = ledger.offered();
    offered
        .subList(records.size(), offered.size())
        .forEach(record -> records.put(record.word(), record));
    long now = System.currentTimeMillis();
    for (Map.Entry<String, TestRecord> record : records.entrySet()) {
      long total = totals.getOrDefault(record.getKey(), 0L);
      for (long known = seen.getOrDefault(record.getKey(), 0L); known < total; known++) {
        ledger.counted(record.getValue().text(), "", now);
      }
      seen.merge(record.getKey(), total, Math::max);
    }
  }

  /** How many words have another total than they should have, of those that were last read. */
  long wrong() {
    return unlike(ledger.sentRecords(), (total, expected) -> !Objects.equals(total, expected));
  }

  /** How many words have too small a total. */
  long tooSmall() {
    return unlike(ledger.sentRecords(), (total, expected) -> total < expected);
  }

  /** How many words have a greater total than all that may have come can give them. */
  long tooGreat() {
    return unlike(ledger.offered(), (total, expected) -> total > expected);
  }

  private long unlike(List<TestRecord> records, BiPredicate<Long, Long> isUnlike) {
    Map<String, Long> expected = count(records);
    Set<String> words = new TreeSet<>(expected.keySet());
    words.addAll(totals.keySet());
    return words.stream()
        .filter(
            word -> isUnlike.test(totals.getOrDefault(word, 0L), expected.getOrDefault(word, 0L)))
        .count();
  }

  private Map<String, Long> count(List<TestRecord> records) {
    Map<String, Long> counts = new HashMap<>();
    for (TestRecord record : records) {
      for (String word : (before + record.text()).split(" ", -1)) {
        counts.merge(word, 1L, Long::sum);
      }
    }
    return counts;
  }
}
