// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import io.holdfast.core.PositionRange;
import io.holdfast.core.Positioned;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What a task has to know of a block: which of its records are to be counted. Immutable. */
final class OwnedBlock implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long records;
  private final ArrayList<PositionRange> covered;
  private final ArrayList<PositionRange> owned;

  /** Made when it is first asked for, in the task. */
  private transient Map<String, NavigableMap<Long, Long>> coveredUntil;

  private transient Map<String, NavigableMap<Long, Long>> ownedUntil;

  OwnedBlock(long records, List<PositionRange> covered, List<PositionRange> owned) {
    this.records = records;
    this.covered = new ArrayList<>(covered);
    this.owned = new ArrayList<>(owned);
  }

  /** How many records it holds. */
  long records() {
    return records;
  }

  /**
   * Whether a record of the block is to be counted.
   *
   * @throws IllegalStateException if the block does not say that it covers the record's position:
   *     then nobody would ever count it
   */
  boolean owns(Positioned<?> record) {
    if (ownedUntil == null) {
      coveredUntil = index(covered);
      ownedUntil = index(owned);
    }
    if (contains(ownedUntil, record)) {
      return true;
    }
    if (!contains(coveredUntil, record)) {
      throw new IllegalStateException(
          "The record %s@%d is in a block that covers %s: the source must say in the ranges of a batch where all of its records are"
              .formatted(record.partition(), record.offset(), covered));
    }
    return false;
  }

  private static Map<String, NavigableMap<Long, Long>> index(List<PositionRange> ranges) {
    Map<String, NavigableMap<Long, Long>> index = new HashMap<>();
    for (PositionRange range : ranges) {
      index
          .computeIfAbsent(range.partition(), it -> new TreeMap<>())
          .merge(range.from(), range.until(), Math::max);
    }
    return index;
  }

  private static boolean contains(
      Map<String, NavigableMap<Long, Long>> index, Positioned<?> record) {
    NavigableMap<Long, Long> ranges = index.get(record.partition());
    if (ranges == null) {
      return false;
    }
    Map.Entry<Long, Long> range = ranges.floorEntry(record.offset());
    return range != null && record.offset() < range.getValue();
  }
}
