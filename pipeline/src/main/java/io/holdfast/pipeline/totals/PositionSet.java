// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import com.google.common.collect.Range;
import com.google.common.collect.RangeSet;
import com.google.common.collect.TreeRangeSet;
import io.holdfast.core.PositionRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A set of positions of any number of partitions, merged into as few ranges as there can be. */
final class PositionSet {
  private final Map<String, RangeSet<Long>> partitions = new TreeMap<>();

  /** Adds a range; what of it is there already stays. */
  void add(PositionRange range) {
    partitions.computeIfAbsent(range.partition(), it -> TreeRangeSet.create()).add(guava(range));
  }

  /** Adds what another set has. */
  void addAll(PositionSet other) {
    other.ranges().forEach(this::add);
  }

  /** The parts of a range that are not in the set, in order. */
  List<PositionRange> missing(PositionRange range) {
    RangeSet<Long> rest = TreeRangeSet.create();
    rest.add(guava(range));
    RangeSet<Long> present = partitions.get(range.partition());
    if (present != null) {
      rest.removeAll(present.subRangeSet(guava(range)));
    }
    return positions(range.partition(), rest);
  }

  /** Whether every position of another set is in this one. */
  boolean containsAll(PositionSet other) {
    return other.ranges().stream().allMatch(range -> missing(range).isEmpty());
  }

  /** Whether some position of another set is in this one. */
  boolean containsAny(PositionSet other) {
    return other.ranges().stream().anyMatch(range -> !missing(range).equals(List.of(range)));
  }

  boolean isEmpty() {
    return partitions.isEmpty();
  }

  /** The names of the partitions that it has positions of. */
  List<String> partitions() {
    return List.copyOf(partitions.keySet());
  }

  /** All ranges, by partition and in order. */
  List<PositionRange> ranges() {
    List<PositionRange> all = new ArrayList<>();
    partitions.forEach((partition, ranges) -> all.addAll(positions(partition, ranges)));
    return all;
  }

  /** The end of the lowest range of a partition; empty if it has none. */
  OptionalLong lowestEnd(String partition) {
    return ranges().stream()
        .filter(range -> range.partition().equals(partition))
        .mapToLong(PositionRange::until)
        .findFirst();
  }

  private static Range<Long> guava(PositionRange range) {
    return Range.closedOpen(range.from(), range.until());
  }

  private static List<PositionRange> positions(String partition, RangeSet<Long> ranges) {
    return ranges.asRanges().stream()
        .map(range -> PositionRange.of(partition, range.lowerEndpoint(), range.upperEndpoint()))
        .toList();
  }
}
