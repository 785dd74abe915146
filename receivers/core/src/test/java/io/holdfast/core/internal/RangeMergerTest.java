// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.PositionRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RangeMergerTest {
  private static PositionRange range(String partition, long from, long until) {
    return PositionRange.of(partition, from, until);
  }

  private static RangeMerger merger(List<PositionRange> ranges) {
    RangeMerger merger = new RangeMerger();
    ranges.forEach(merger::add);
    return merger;
  }

  private static List<PositionRange> merge(PositionRange... ranges) {
    return merger(List.of(ranges)).ranges();
  }

  @Test
  void aPartitionInSteadyStateIsOneRange() {
    RangeMerger merger = new RangeMerger();
    for (int i = 0; i < 1000; i++) {
      merger.add(range("p", 10L * i, 10L * i + 10));
      merger.add(range("q", i, i + 1));
    }
    assertThat(merger.ranges()).containsExactly(range("p", 0, 10_000), range("q", 0, 1000));
    assertThat(merger.size()).isEqualTo(2);
  }

  @Test
  void overlapsAreMergedAndGapsAreNot() {
    assertThat(merge(range("p", 0, 10), range("p", 5, 15))).containsExactly(range("p", 0, 15));
    assertThat(merge(range("p", 5, 15), range("p", 0, 10))).containsExactly(range("p", 0, 15));
    assertThat(merge(range("p", 0, 10), range("p", 11, 15)))
        .containsExactly(range("p", 0, 10), range("p", 11, 15));
  }

  @Test
  void whatFillsAGapJoinsBothSides() {
    assertThat(merge(range("p", 0, 1), range("p", 2, 3), range("p", 1, 2)))
        .containsExactly(range("p", 0, 3));
  }

  @Test
  void partitionsThatAlternateNumbersAreKeptApart() {
    RangeMerger merger = new RangeMerger();
    for (int i = 0; i < 100; i++) {
      merger.add(range(i % 2 == 0 ? "p" : "q", i, i + 1));
    }
    assertThat(merger.size()).isEqualTo(100);
    assertThat(merger.ranges().subList(0, 2)).containsExactly(range("p", 0, 1), range("p", 2, 3));
  }

  @Test
  void nothingIsLostOrAddedAndNoNeighboursTouch() {
    Seeded.trials(
        random -> {
          List<PositionRange> given = randomRanges(random);
          RangeMerger merger = merger(given);
          List<PositionRange> merged = merger.ranges();
          assertThat(merged).hasSize(merger.size());
          assertThat(covered(merged)).isEqualTo(covered(given));
          for (int i = 1; i < merged.size(); i++) {
            PositionRange one = merged.get(i - 1);
            PositionRange next = merged.get(i);
            boolean touch = one.from() <= next.until() && next.from() <= one.until();
            assertThat(touch && one.partition().equals(next.partition()))
                .as("%s beside %s", one, next)
                .isFalse();
          }
        });
  }

  private static List<PositionRange> randomRanges(Random random) {
    List<PositionRange> ranges = new ArrayList<>();
    for (int i = random.nextInt(30); i > 0; i--) {
      long from = random.nextInt(40);
      ranges.add(range("p" + random.nextInt(3), from, from + 1 + random.nextInt(8)));
    }
    return ranges;
  }

  private static Set<String> covered(List<PositionRange> ranges) {
    Set<String> numbers = new HashSet<>();
    for (PositionRange range : ranges) {
      for (long number = range.from(); number < range.until(); number++) {
        numbers.add(range.partition() + "/" + number);
      }
    }
    return numbers;
  }
}
