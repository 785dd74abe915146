// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What an agent has taken, what came out of it, and what of that was acknowledged. */
final class Ledger {
  private final Set<String> sent = new LinkedHashSet<>();
  private final List<String> received = new ArrayList<>();
  private final List<String> stored = new ArrayList<>();

  /** The agent has it in its channel. */
  void sent(String line) {
    assertThat(sent.add(line)).isTrue();
  }

  /** It came, and may come again. */
  void received(List<String> lines) {
    received.addAll(lines);
  }

  /** It was stored, and its acknowledgement answered. */
  void stored(List<String> lines) {
    stored.addAll(lines);
  }

  boolean isComplete() {
    return stored.containsAll(sent);
  }

  /** How many came more than once, each time counted. */
  int again() {
    return received.size() - Set.copyOf(received).size();
  }

  /** Each event was stored, and once: what was acknowledged never comes again. */
  void assertEachStoredOnce(String test) {
    System.out.printf(
        "ledger %s: %d sent, %d received, %d stored, %d again%n",
        test, sent.size(), received.size(), stored.size(), again());
    assertThat(stored).containsExactlyInAnyOrderElementsOf(sent);
  }

  /** And in the order in which they were sent. */
  void assertOrderKept() {
    assertThat(stored).isEqualTo(List.copyOf(sent));
  }
}
