// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.util.ArrayList;
import java.util.List;

/** Looks whether the system's unacknowledged records are always the end of what was produced. */
final class PrefixWatch<T> {
  private final Rig<T> rig;
  private final List<String> violations = new ArrayList<>();
  private final int[] least;

  PrefixWatch(Rig<T> rig) {
    this.rig = rig;
    least = new int[rig.production().partitions()];
    for (int partition = 0; partition < least.length; partition++) {
      least[partition] = rig.production().of(partition).size();
    }
  }

  /** Any thread. */
  synchronized void look() {
    try {
      for (int partition = 0; partition < least.length; partition++) {
        look(partition);
      }
    } catch (Exception e) {
      violations.add("the system could not say what is unacknowledged: " + e);
    }
  }

  private void look(int partition) throws Exception {
    List<T> produced = rig.production().of(partition);
    List<T> rest = rig.system().unacknowledged(partition);
    if (!produced.subList(produced.size() - rest.size(), produced.size()).equals(rest)) {
      violations.add(
          "of partition %d is unacknowledged, which is not the end of it: %s"
              .formatted(partition, rest));
    }
    if (rest.size() > least[partition]) {
      violations.add(
          "of partition %d were %d records unacknowledged, and now it is %d"
              .formatted(partition, least[partition], rest.size()));
    }
    least[partition] = rest.size();
  }

  synchronized List<String> violations() {
    return new ArrayList<>(violations);
  }
}
