// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.BlockManifest;
import io.holdfast.core.PositionRange;
import io.holdfast.core.internal.RangeMerger;
import java.util.List;
import java.util.stream.Collectors;

/** The positions of a batch as Spark's UI shows them: one range in a line. */
final class PositionsText {
  /** Spark's UI keeps a thousand batches; the manifest has the rest. */
  static final int MAX_LINES = 100;

  private PositionsText() {}

  static String of(BlockManifest manifest) {
    RangeMerger merger = new RangeMerger();
    manifest.blocks().forEach(block -> block.ranges().forEach(merger::add));
    List<PositionRange> ranges = merger.ranges();
    String lines =
        ranges.stream().limit(MAX_LINES).map(PositionsText::line).collect(Collectors.joining("\n"));
    return ranges.size() <= MAX_LINES
        ? lines
        : lines + "\nand " + (ranges.size() - MAX_LINES) + " more ranges";
  }

  private static String line(PositionRange range) {
    return "partition: %s\tpositions: %d until %d"
        .formatted(range.partition(), range.from(), range.until());
  }
}
