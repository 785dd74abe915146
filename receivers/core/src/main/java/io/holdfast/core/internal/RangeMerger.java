// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.PositionRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The ranges of a block: each partition's in the order in which they were handed over, and those
 * that follow upon one another, adjacent or overlapping, as one. So a partition in steady state is
 * one range, however many batches brought it. Not thread-safe.
 */
public final class RangeMerger {
  private final Map<String, Deque<PositionRange>> partitions = new LinkedHashMap<>();
  private int size;

  /** Adds what was handed over next. */
  public void add(PositionRange range) {
    Deque<PositionRange> handedOver =
        partitions.computeIfAbsent(range.partition(), partition -> new ArrayDeque<>(1));
    PositionRange merged = range;
    while (!handedOver.isEmpty() && touch(handedOver.getLast(), merged)) {
      merged = union(handedOver.removeLast(), merged);
      size--;
    }
    handedOver.addLast(merged);
    size++;
  }

  /** Whether something in the range was handed over before, so that it has come again. */
  public boolean overlaps(PositionRange range) {
    Deque<PositionRange> handedOver = partitions.get(range.partition());
    return handedOver != null
        && handedOver.stream()
            .anyMatch(it -> it.from() < range.until() && range.from() < it.until());
  }

  /** How many ranges there are by now. */
  public int size() {
    return size;
  }

  /** The ranges, partition by partition in the order in which those first came. */
  public List<PositionRange> ranges() {
    List<PositionRange> ranges = new ArrayList<>(size);
    partitions.values().forEach(ranges::addAll);
    return ranges;
  }

  private static boolean touch(PositionRange one, PositionRange other) {
    return one.from() <= other.until() && other.from() <= one.until();
  }

  private static PositionRange union(PositionRange one, PositionRange other) {
    return PositionRange.of(
        one.partition(), Math.min(one.from(), other.from()), Math.max(one.until(), other.until()));
  }
}
