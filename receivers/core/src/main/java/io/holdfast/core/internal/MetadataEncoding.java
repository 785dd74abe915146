// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.PositionRange;
import io.holdfast.core.internal.metrics.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ranges and the figures of a block in few bytes. A partition is named once, by what its name
 * does not share with the name before, and its ranges are counted from one another.
 */
final class MetadataEncoding {
  private MetadataEncoding() {}

  static void write(VarintWriter to, List<PositionRange> ranges) {
    to.writeUnsigned(ranges.size());
    String partition = "";
    long position = 0;
    for (PositionRange range : ranges) {
      writeName(to, range.partition(), partition);
      if (!range.partition().equals(partition)) {
        partition = range.partition();
        position = 0;
      }
      to.writeSigned(range.from() - position);
      to.writeUnsigned(range.until() - range.from());
      position = range.until();
    }
  }

  /** Counted, so that a release that knows fewer or more of them can read them. */
  static void write(VarintWriter to, Figures figures) {
    long[] values = figures.toArray();
    to.writeUnsigned(values.length);
    for (long value : values) {
      to.writeUnsigned(value);
    }
  }

  static Optional<Figures> readFigures(VarintReader from) {
    long[] values = new long[from.readCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = from.readUnsigned();
    }
    return values.length == 0 ? Optional.empty() : Optional.of(Figures.ofArray(values));
  }

  static List<PositionRange> read(VarintReader from) {
    int count = from.readCount();
    List<PositionRange> ranges = new ArrayList<>(count);
    String partition = "";
    long position = 0;
    for (int i = 0; i < count; i++) {
      String name = readName(from, partition);
      if (!name.equals(partition)) {
        partition = name;
        position = 0;
      }
      long first = position + from.readSigned();
      position = first + from.readUnsigned();
      ranges.add(PositionRange.of(partition, first, position));
    }
    return ranges;
  }

  /**
   * What a name does not share with the one before; a zero first if they are equal. Characters are
   * written one by one, since a name need not be one that UTF-8 can hold.
   */
  private static void writeName(VarintWriter to, String name, String before) {
    if (name.equals(before)) {
      to.writeUnsigned(0);
      return;
    }
    int shared = 0;
    int most = Math.min(name.length(), before.length());
    while (shared < most && name.charAt(shared) == before.charAt(shared)) {
      shared++;
    }
    to.writeUnsigned(1 + shared);
    to.writeUnsigned(name.length() - shared);
    for (int i = shared; i < name.length(); i++) {
      to.writeUnsigned(name.charAt(i));
    }
  }

  private static String readName(VarintReader from, String before) {
    int shared = from.readCount() - 1;
    if (shared < 0) {
      return before;
    }
    StringBuilder name = new StringBuilder(before).delete(shared, before.length());
    for (int rest = from.readCount(); rest > 0; rest--) {
      name.append((char) from.readUnsigned());
    }
    return name.toString();
  }
}
