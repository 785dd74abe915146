// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import io.holdfast.core.PositionRange;
import io.holdfast.core.Positioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A partition in which not every position has a record, as of transactions; words in no order. */
final class SampleLog {
  private static final int LENGTH = 300;

  private final String partition;
  private final List<Positioned<String>> records = new ArrayList<>();

  SampleLog(String partition, Random random) {
    this.partition = partition;
    for (int offset = 0; offset < LENGTH; offset++) {
      if (random.nextInt(3) > 0) {
        records.add(
            Positioned.of(
                partition, offset, "w%d w%d".formatted(random.nextInt(20), random.nextInt(20))));
      }
    }
  }

  /** One block with one or two stretches of it, which do not overlap. */
  SampleBlock cut(Random random) {
    List<PositionRange> ranges = new ArrayList<>();
    List<Positioned<String>> content = new ArrayList<>();
    int from = random.nextInt(LENGTH);
    for (int i = 1 + random.nextInt(2); i > 0 && from < LENGTH; i--) {
      int until = Math.min(LENGTH, from + 1 + random.nextInt(40));
      PositionRange range = PositionRange.of(partition, from, until);
      ranges.add(range);
      records.stream()
          .filter(it -> range.from() <= it.offset() && it.offset() < range.until())
          .forEach(content::add);
      from = until + 1 + random.nextInt(20);
    }
    return new SampleBlock(ranges, content);
  }
}
