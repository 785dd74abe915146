// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.PositionRange;
import io.holdfast.core.Positioned;
import io.holdfast.core.RecordBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Divides the events of one request into batches in which the numbers of each origin follow each
 * other without a gap: what is in a gap may come another way, and must not pass for covered. Not
 * thread-safe.
 */
final class Runs {
  private final List<Run> runs = new ArrayList<>();

  void add(FlumeEvent event, String origin, long number) {
    if (runs.isEmpty() || !runs.get(runs.size() - 1).admits(origin, number)) {
      runs.add(new Run());
    }
    runs.get(runs.size() - 1).add(event, origin, number);
  }

  List<RecordBatch<Positioned<FlumeEvent>>> batches() {
    List<RecordBatch<Positioned<FlumeEvent>>> batches = new ArrayList<>();
    for (Run run : runs) {
      batches.add(run.batch());
    }
    return batches;
  }

  /** A batch in the making. */
  private static final class Run {
    private final List<Positioned<FlumeEvent>> records = new ArrayList<>();
    private final Map<String, long[]> ranges = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private long bytes;

    boolean admits(String origin, long number) {
      long[] range = ranges.get(origin);
      return range == null || range[1] == number;
    }

    void add(FlumeEvent event, String origin, long number) {
      String name = names.computeIfAbsent(origin, same -> same); // one String for all its records
      ranges.computeIfAbsent(name, unused -> new long[] {number, number})[1] = number + 1;
      records.add(Positioned.of(name, number, event));
      bytes += event.memoryBytes() + 32;
    }

    RecordBatch<Positioned<FlumeEvent>> batch() {
      List<PositionRange> covered = new ArrayList<>();
      ranges.forEach((name, range) -> covered.add(PositionRange.of(name, range[0], range[1])));
      return RecordBatch.of(records, bytes, covered);
    }
  }
}
