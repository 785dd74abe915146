// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Positioned;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What was sent, what was stored, in the order in which it was stored, and what a {@link
 * CommitWatch} saw committed. Thread-safe.
 */
final class Ledger {
  /** What was committed at some time, and how many records had been stored by then. */
  private record Look(Map<TopicPartition, Long> committed, int stored) {}

  private final Map<String, RecordMetadata> sent = new HashMap<>();
  private final List<Positioned<String>> stored = new ArrayList<>();
  private final List<Look> looks = new ArrayList<>();
  private Map<TopicPartition, Long> ends = Map.of();

  /** Kafka has confirmed it. */
  synchronized void sent(String value, RecordMetadata where) {
    assertThat(sent.put(value, where)).isNull();
  }

  synchronized void stored(Collection<Positioned<String>> records) {
    stored.addAll(records);
  }

  /** What was committed a moment ago. */
  synchronized void committed(Map<TopicPartition, Long> committed) {
    looks.add(new Look(committed, stored.size()));
  }

  /** Where the partitions end when all has been sent. */
  synchronized void ended(Map<TopicPartition, Long> ends) {
    this.ends = ends;
  }

  synchronized int sentCount() {
    return sent.size();
  }

  synchronized int storedCount() {
    return stored.size();
  }

  /** Those that something was sent to. */
  synchronized Set<TopicPartition> partitions() {
    return sent.values().stream().map(Ledger::partition).collect(Collectors.toSet());
  }

  /** Whether all that was sent was stored at least once. */
  synchronized boolean isComplete() {
    return stored.size() >= sent.size() && values().containsAll(sent.keySet());
  }

  /** Whether this is what the last look saw. */
  synchronized boolean isCommittedTo(Map<TopicPartition, Long> ends) {
    return lastCommitted().equals(ends);
  }

  synchronized void assertNothingLost() {
    assertThat(values()).isEqualTo(sent.keySet());
  }

  synchronized void assertNothingTwice() {
    Set<String> seen = new HashSet<>();
    assertThat(stored.stream().filter(record -> !seen.add(key(record))).toList()).isEmpty();
  }

  /** Of what is stored twice only the first counts. */
  synchronized void assertOrderKept() {
    Map<String, Long> last = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (Positioned<String> record : stored) {
      if (seen.add(key(record))) {
        Long before = last.put(record.partition(), record.offset());
        assertThat(record.offset()).isGreaterThan(before == null ? -1 : before);
      }
    }
  }

  /** In the end everything, and at no look anything that was not stored. */
  synchronized void assertCommitted() {
    assertThat(lastCommitted()).isNotEmpty().isEqualTo(ends);
    Map<String, Integer> places = new HashMap<>();
    for (int place = 0; place < stored.size(); place++) {
      places.putIfAbsent(stored.get(place).value(), place);
    }
    for (Look look : looks) {
      assertThat(sent.keySet().stream().filter(value -> isEarly(value, look, places)).toList())
          .as("committed before they were stored")
          .isEmpty();
    }
  }

  private boolean isEarly(String value, Look look, Map<String, Integer> places) {
    return isCommitted(sent.get(value), look.committed)
        && places.getOrDefault(value, Integer.MAX_VALUE) >= look.stored;
  }

  /** All columns, in figures. */
  @Override
  public synchronized String toString() {
    Map<TopicPartition, Long> committed = lastCommitted();
    return "%,d sent, %,d committed, %,d stored, of them %,d again; %,d looks at the commits"
        .formatted(
            sent.size(),
            sent.values().stream().filter(where -> isCommitted(where, committed)).count(),
            stored.size(),
            stored.size() - stored.stream().map(Ledger::key).distinct().count(),
            looks.size());
  }

  private Map<TopicPartition, Long> lastCommitted() {
    Map<TopicPartition, Long> committed =
        new HashMap<>(looks.isEmpty() ? Map.of() : looks.get(looks.size() - 1).committed);
    committed.keySet().retainAll(partitions()); // a group may read more than a ledger is about
    return committed;
  }

  private static boolean isCommitted(RecordMetadata where, Map<TopicPartition, Long> committed) {
    return where.offset() < committed.getOrDefault(partition(where), 0L);
  }

  private static TopicPartition partition(RecordMetadata where) {
    return new TopicPartition(where.topic(), where.partition());
  }

  private Set<String> values() {
    return stored.stream().map(Positioned::value).collect(Collectors.toSet());
  }

  private static String key(Positioned<?> record) {
    return record.partition() + "@" + record.offset();
  }
}
