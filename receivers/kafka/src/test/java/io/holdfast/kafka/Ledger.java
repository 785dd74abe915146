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

/** What was sent and what was stored, in the order in which it was stored. Thread-safe. */
final class Ledger {
  private final Set<String> sent = new HashSet<>();
  private final List<Positioned<String>> stored = new ArrayList<>();

  /** Kafka has confirmed it. */
  synchronized void sent(String value) {
    assertThat(sent.add(value)).isTrue();
  }

  synchronized void stored(Collection<Positioned<String>> records) {
    stored.addAll(records);
  }

  synchronized int sentCount() {
    return sent.size();
  }

  synchronized int storedCount() {
    return stored.size();
  }

  /** Whether all that was sent was stored at least once. */
  synchronized boolean isComplete() {
    return stored.size() >= sent.size() && values().containsAll(sent);
  }

  synchronized void assertNothingLost() {
    assertThat(values()).isEqualTo(sent);
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

  private Set<String> values() {
    Set<String> values = new HashSet<>();
    stored.forEach(record -> values.add(record.value()));
    return values;
  }

  private static String key(Positioned<?> record) {
    return record.partition() + "@" + record.offset();
  }
}
