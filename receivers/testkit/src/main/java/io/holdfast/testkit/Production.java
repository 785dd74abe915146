// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a law has put into its system. Used by one thread at a time; reads by any. */
final class Production<T> {
  private final ExternalSystem<T> system;
  private final List<List<T>> produced = new ArrayList<>();
  private final List<Set<T>> members = new ArrayList<>();
  private int count;

  Production(ExternalSystem<T> system, int partitions) {
    this.system = system;
    for (int i = 0; i < partitions; i++) {
      produced.add(new ArrayList<>());
      members.add(new HashSet<>());
    }
  }

  int partitions() {
    return produced.size();
  }

  /** Puts so many records into each partition, in turns. */
  void produce(int each) throws Exception {
    for (int i = 0; i < each; i++) {
      for (int partition = 0; partition < produced.size(); partition++) {
        if (!produce(partition, "record-" + count++)) {
          throw new IllegalStateException("the system has no ordinary record");
        }
      }
    }
  }

  /** Puts one record into a partition; says whether the system can have such a one. */
  boolean produce(int partition, String text) throws Exception {
    Optional<T> record = system.produce(partition, text);
    if (record.isPresent()) {
      synchronized (this) {
        produced.get(partition).add(record.get());
        members.get(partition).add(record.get());
      }
    }
    return record.isPresent();
  }

  synchronized List<T> of(int partition) {
    return new ArrayList<>(produced.get(partition));
  }

  synchronized Set<T> all() {
    Set<T> all = new LinkedHashSet<>();
    produced.forEach(all::addAll);
    return all;
  }

  /** The first occurrences of a partition's records among these, in their order. */
  synchronized Set<T> firstOf(int partition, Collection<?> records) {
    Set<T> first = new LinkedHashSet<>();
    for (Object record : records) {
      if (members.get(partition).contains(record)) {
        @SuppressWarnings("unchecked") // it is equal to one that was produced
        T typed = (T) record;
        first.add(typed);
      }
    }
    return first;
  }

  /** How many records the system considers unacknowledged. */
  long unacknowledged() throws Exception {
    long count = 0;
    for (int partition = 0; partition < produced.size(); partition++) {
      count += system.unacknowledged(partition).size();
    }
    return count;
  }

  /** The records that the system considers acknowledged. */
  Set<T> acknowledged() throws Exception {
    Set<T> records = all(); // first, since the other side only shrinks
    for (int partition = 0; partition < produced.size(); partition++) {
      records.removeAll(new HashSet<>(system.unacknowledged(partition)));
    }
    return records;
  }

  void requireKnown(Law law, List<T> records) {
    Set<T> strange = new LinkedHashSet<>(records);
    strange.removeAll(all());
    law.require(strange.isEmpty(), "nobody has produced these: %s", strange);
  }
}
