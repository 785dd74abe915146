// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import io.holdfast.core.BlockManifest;
import io.holdfast.core.PositionRange;
import io.holdfast.core.Positioned;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A block as a receiver stores it. */
final class SampleBlock {
  private final List<PositionRange> ranges;
  private final List<Positioned<String>> records;

  SampleBlock(List<PositionRange> ranges, List<Positioned<String>> records) {
    this.ranges = new ArrayList<>(ranges);
    this.records = new ArrayList<>(records);
  }

  /** A block of one partition whose every position has a record. */
  static SampleBlock of(String partition, long from, String... lines) {
    List<Positioned<String>> records = new ArrayList<>();
    for (String line : Arrays.asList(lines)) {
      records.add(Positioned.of(partition, from + records.size(), line));
    }
    return new SampleBlock(
        List.of(PositionRange.of(partition, from, from + lines.length)), records);
  }

  List<Positioned<String>> records() {
    return records;
  }

  BlockManifest.Block metadata() {
    return BlockManifest.Block.of(1, 1, records.size(), ranges);
  }
}
