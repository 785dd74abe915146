// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * What a source hands over in one piece; it is never split over two blocks.
 *
 * <p>The lists are taken as they are, not copied: do not change them, or the records in them,
 * afterwards.
 *
 * @param <T> the type of the records
 */
public final class RecordBatch<T> {
  private static final RecordBatch<?> EMPTY =
      new RecordBatch<>(Collections.emptyList(), 0, Collections.emptyList());

  private final List<T> records;
  private final long bytes;
  private final List<PositionRange> ranges;

  private RecordBatch(List<T> records, long bytes, List<PositionRange> ranges) {
    this.records = records;
    this.bytes = bytes;
    this.ranges = ranges;
  }

  /** No records, no ranges. */
  @SuppressWarnings("unchecked") // holds no element of the type
  public static <T> RecordBatch<T> empty() {
    return (RecordBatch<T>) EMPTY;
  }

  /** Records without positions. */
  public static <T> RecordBatch<T> of(List<T> records, long bytes) {
    return of(records, bytes, Collections.emptyList());
  }

  /**
   * Records and the ranges they cover.
   *
   * @param bytes how much memory the records take, about; what the in-flight budget counts
   * @param ranges the ranges that this batch covers, at most one for a partition; may be empty
   */
  public static <T> RecordBatch<T> of(List<T> records, long bytes, List<PositionRange> ranges) {
    Objects.requireNonNull(records, "records");
    Objects.requireNonNull(ranges, "ranges");
    if (bytes < 0) {
      throw new IllegalArgumentException("a batch of " + bytes + " bytes");
    }
    return new RecordBatch<>(records, bytes, ranges);
  }

  /** The records in their order. */
  public List<T> records() {
    return records;
  }

  /** The approximate size of the records in memory, in bytes. */
  public long bytes() {
    return bytes;
  }

  /** The ranges of positions that the batch covers. */
  public List<PositionRange> ranges() {
    return ranges;
  }

  @Override
  public String toString() {
    return records.size() + " records of " + bytes + " bytes " + ranges;
  }
}
