// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What has become of the records of a ledger, once all that can come has come.
 *
 * @param sent how many the source's system had taken
 * @param counted how many were counted, each once
 * @param lost sent and never counted
 * @param again counted more than once, before positions decide
 * @param twice counted more than once although positions decide: they were said to be at more than
 *     one place; nothing for a source without positions
 * @param overtaken first counted after a later one of their origin
 * @param corrupted texts that were counted and that nobody had offered
 * @param late counted long after they were offered
 * @param timesAgain how often records were counted that had been before
 */
public record Verdict(
    long sent,
    long counted,
    List<TestRecord> lost,
    List<TestRecord> again,
    List<TestRecord> twice,
    List<TestRecord> overtaken,
    List<String> corrupted,
    List<TestRecord> late,
    long timesAgain) {
  private static final int SHOWN = 5;

  /**
   * The verdict on a ledger as it is now.
   *
   * @param patience what is counted later than this after it was offered is late
   */
  public static Verdict on(Ledger ledger, Duration patience) {
    List<Entry> entries = List.copyOf(ledger.entries());
    return new Verdict(
        ledger.sent(),
        ledger.counted(),
        those(entries, entry -> entry.sent && entry.counts == 0),
        those(entries, entry -> entry.counts > 1),
        those(entries, entry -> entry.positions.size() > 1),
        those(entries, entry -> entry.overtaken),
        ledger.corrupted(),
        those(
            entries,
            entry ->
                entry.counts > 0
                    && entry.countedMillis - entry.offeredMillis > patience.toMillis()),
        ledger.countedAgain());
  }

  private static List<TestRecord> those(List<Entry> entries, Predicate<Entry> which) {
    return entries.stream().filter(which).map(entry -> entry.record).toList();
  }

  /**
   * The words of a ledger whose total is not 1: what a database that counts words has to say of
   * each record that was counted.
   */
  public static List<String> wrongTotals(Ledger ledger, Map<String, Long> totals) {
    return ledger.words().stream().filter(word -> totals.getOrDefault(word, 0L) != 1).toList();
  }

  /** Whether each record that was sent was counted, as it was, and in its order. */
  public boolean isAtLeastOnceInOrder() {
    return lost.isEmpty() && corrupted.isEmpty() && overtaken.isEmpty() && twice.isEmpty();
  }

  @Override
  public String toString() {
    return "%,d sent, %,d counted, %s, %,d times again, %s, %s, %s, %s"
        .formatted(
            sent,
            counted,
            of(lost, "lost"),
            timesAgain,
            of(twice, "at two positions"),
            of(overtaken, "overtaken"),
            of(corrupted, "corrupted"),
            of(late, "late"));
  }

  private static String of(List<?> records, String what) {
    if (records.isEmpty()) {
      return "0 " + what;
    }
    String some =
        records.stream().limit(SHOWN).map(Object::toString).collect(Collectors.joining(", "));
    return "%,d %s (%s%s)"
        .formatted(records.size(), what, some, records.size() > SHOWN ? ", ..." : "");
  }
}
