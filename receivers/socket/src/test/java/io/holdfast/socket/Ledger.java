// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Positioned;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was sent, and what became of it in one receiver after the other. Thread-safe. */
final class Ledger {
  private final Set<String> sent = new HashSet<>();
  private final List<Positioned<String>> stored = new ArrayList<>();
  private final Set<String> distinct = new HashSet<>();
  private int answered;

  /** The sender has it, and will send it until it is answered. */
  synchronized void sent(String message) {
    assertThat(sent.add(message)).isTrue();
  }

  /** A receiver has it where it cannot be lost. */
  synchronized void stored(List<Positioned<String>> records) {
    stored.addAll(records);
    records.forEach(record -> distinct.add(record.value()));
  }

  /** The sender may forget so many. */
  synchronized void answered(int messages) {
    answered += messages;
  }

  synchronized int answered() {
    return answered;
  }

  synchronized int stored() {
    return stored.size();
  }

  /** How many were stored more than once, each time counted. */
  synchronized int again() {
    return stored.size() - distinct.size();
  }

  synchronized boolean isStored(String message) {
    return distinct.contains(message);
  }

  /** How many are stored nowhere. */
  synchronized int lost() {
    return (int) sent.stream().filter(message -> !distinct.contains(message)).count();
  }

  synchronized boolean isComplete() {
    return distinct.size() >= sent.size() && lost() == 0;
  }

  /** Nothing was made up. */
  synchronized void assertSound() {
    assertThat(sent.containsAll(distinct)).isTrue();
  }

  /** Of what is stored twice only the first counts. */
  synchronized void assertInOrder() {
    Map<String, Long> last = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (Positioned<String> record : stored) {
      if (seen.add(record.value())) {
        Long before = last.put(record.partition(), record.offset());
        assertThat(record.offset()).isGreaterThan(before == null ? -1 : before);
      }
    }
  }

  synchronized void print(String test) {
    System.out.printf(
        "%s: %,d sent, %,d answered, %,d stored, %,d again, %,d lost%n",
        test, sent.size(), answered, stored.size(), again(), lost());
  }
}
