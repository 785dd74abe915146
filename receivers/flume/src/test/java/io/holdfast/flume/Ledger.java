// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Positioned;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What agents have taken, and what was stored of it by one receiver after the other. */
final class Ledger {
  private final Set<String> sent = new HashSet<>();
  private final List<Supplier<List<Positioned<FlumeEvent>>>> stores = new ArrayList<>();

  /** An agent has it in its channel. */
  synchronized void sent(String line) {
    assertThat(sent.add(line)).isTrue();
  }

  /** What a receiver stores, now and later. */
  synchronized void add(PushRig<Positioned<FlumeEvent>> rig) {
    stores.add(rig.intake::records);
  }

  synchronized List<Positioned<FlumeEvent>> stored() {
    return stores.stream().flatMap(store -> store.get().stream()).toList();
  }

  private Set<String> values() {
    Set<String> values = new HashSet<>();
    stored().forEach(record -> values.add(record.value().bodyText()));
    return values;
  }

  boolean isComplete() {
    return values().containsAll(sent);
  }

  void assertNothingLost() {
    assertThat(values()).isEqualTo(sent);
  }

  /** How many were stored more than once, each time counted. */
  int duplicates() {
    return stored().size() - values().size();
  }

  /** Of what is stored twice only the first counts. */
  void assertOrderKept() {
    Map<String, Long> last = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (Positioned<FlumeEvent> record : stored()) {
      if (seen.add(record.value().bodyText())) {
        Long before = last.put(record.partition(), record.offset());
        assertThat(record.offset()).isEqualTo(before == null ? 0 : before + 1);
      }
    }
  }
}
