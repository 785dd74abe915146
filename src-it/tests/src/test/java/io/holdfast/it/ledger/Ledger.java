// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The records of one source, from their senders to the job. A record is <em>offered</em> before
 * anything is done with it, <em>sent</em> when the source's system has it, and <em>counted</em>
 * each time that a batch of the job held it. What was offered and is not known to be sent, because
 * its source was killed meanwhile, may be counted, and need not.
 *
 * <p>Thread-safe.
 */
public final class Ledger {
  private final Map<TestRecord, Entry> entries = new LinkedHashMap<>();
  private final Map<String, Long> highest = new HashMap<>();
  private final List<String> corrupted = new ArrayList<>();
  private long sent;
  private long counts;
  private long countedOnce;
  private long sentNotCounted;

  /** It is given to the source's system next. */
  public synchronized void offered(TestRecord record, long millis) {
    if (entries.putIfAbsent(record, new Entry(record, millis)) != null) {
      throw new IllegalArgumentException(record + " was offered before");
    }
  }

  /** The source's system has it, and has said so. */
  public synchronized void sent(TestRecord record) {
    Entry entry = entries.get(record);
    if (!entry.sent) {
      entry.sent = true;
      sent++;
      sentNotCounted += entry.counts == 0 ? 1 : 0;
    }
  }

  /**
   * It is not known which batch held this text.
   *
   * @param position where the job says that it was, empty if it does not
   */
  public void counted(String text, String position, long millis) {
    counted(text, position, "", millis);
  }

  /**
   * A batch held this text.
   *
   * @param position where the job says that it was, empty if it does not
   * @param batch names the batch, whichever run of it this was
   */
  public synchronized void counted(String text, String position, String batch, long millis) {
    Optional<Entry> found = TestRecord.parse(text).map(entries::get);
    if (found.isEmpty()) {
      corrupted.add(text);
      return;
    }
    Entry entry = found.get();
    counts++;
    if (!position.isEmpty()) {
      entry.positions.add(position);
    }
    if (entry.counts++ > 0) {
      entry.elsewhereMillis = entry.batch.equals(batch) ? entry.elsewhereMillis : millis;
      return;
    }
    entry.batch = batch;
    entry.countedMillis = millis;
    countedOnce++;
    sentNotCounted -= entry.sent ? 1 : 0;
    TestRecord record = entry.record;
    entry.overtaken = highest.getOrDefault(record.origin(), -1L) > record.number();
    highest.merge(record.origin(), record.number(), Math::max);
  }

  /** How many records the source's system has taken. */
  public synchronized long sent() {
    return sent;
  }

  /** How many records were counted, each once. */
  public synchronized long counted() {
    return countedOnce;
  }

  /** How often records were counted that had been before. */
  public synchronized long countedAgain() {
    return counts - countedOnce;
  }

  /**
   * How many records that had been counted were in another batch after this time: their source has
   * given them again. Those of a batch that ran twice are not among them.
   */
  public synchronized long givenAgainAfter(long millis) {
    return entries.values().stream().filter(entry -> entry.elsewhereMillis > millis).count();
  }

  /** Whether a record, which was offered, was counted. */
  public synchronized boolean isCounted(TestRecord record) {
    return entries.get(record).counts > 0;
  }

  /** Whether all that was sent was counted. */
  public synchronized boolean isComplete() {
    return sentNotCounted == 0;
  }

  /** When the first record was counted that was offered after this time. */
  public synchronized OptionalLong firstCountedOfThoseOfferedAfter(long millis) {
    return entries.values().stream()
        .filter(entry -> entry.offeredMillis > millis && entry.counts > 0)
        .mapToLong(entry -> entry.countedMillis)
        .min();
  }

  /** The words of the records that were counted, which totals of words are compared with. */
  public synchronized List<String> words() {
    return entries.values().stream()
        .filter(entry -> entry.counts > 0)
        .map(entry -> entry.record.word())
        .toList();
  }

  /** All that were offered, in that order. */
  public synchronized List<TestRecord> offered() {
    return List.copyOf(entries.keySet());
  }

  /** Those of them that the source's system has taken. */
  public synchronized List<TestRecord> sentRecords() {
    return entries.values().stream()
        .filter(entry -> entry.sent)
        .map(entry -> entry.record)
        .toList();
  }

  synchronized Collection<Entry> entries() {
    return new ArrayList<>(entries.values());
  }

  synchronized List<String> corrupted() {
    return Collections.unmodifiableList(new ArrayList<>(corrupted));
  }
}
