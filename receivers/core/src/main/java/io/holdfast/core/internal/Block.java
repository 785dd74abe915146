// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.PositionRange;
import io.holdfast.core.internal.metrics.Figures;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** A sealed block: whole batches in the order in which they were handed over. */
final class Block<T, K> implements BlockContent<T> {
  private final long instance;
  private final long id;
  private final List<Handed<T, K>> handed;
  private final int records;
  private final List<PositionRange> ranges;
  private final boolean packed;

  Block(
      long instance, long id, List<Handed<T, K>> handed, int records, List<PositionRange> ranges) {
    this.instance = instance;
    this.id = id;
    this.handed = handed;
    this.records = records;
    this.ranges = ranges;
    packed = records > 0 && handed.stream().allMatch(Handed::isPacked);
  }

  long id() {
    return id;
  }

  List<Handed<T, K>> handed() {
    return handed;
  }

  int records() {
    return records;
  }

  /**
   * What the driver is told of the block.
   *
   * @param figures those of the receiver as they are once the block is stored
   */
  BlockMetadata metadata(Figures figures) {
    return packed
        ? BlockMetadata.packed(instance, id - instance, records, ranges, figures)
        : BlockMetadata.of(instance, id - instance, records, ranges, figures);
  }

  /**
   * Whether there is nothing to store: batches that only moved the position. A block without
   * records but with ranges is stored, so that the driver knows what they cover.
   */
  boolean isEmpty() {
    return records == 0 && ranges.isEmpty();
  }

  @Override
  public boolean isPacked() {
    return packed;
  }

  @Override
  public ByteBuffer packed() {
    List<PackedRecords<?>> batches = new ArrayList<>(handed.size());
    for (Handed<T, K> each : handed) {
      if (each.batch().records() instanceof PackedRecords<?> records) {
        batches.add(records);
      }
    }
    return PackedBlock.of(batches);
  }

  @Override
  public Iterator<T> iterator() {
    return new Records<>(handed.iterator());
  }

  /** Asked twice for each record of a stream, so it counts instead of asking the batches. */
  private static final class Records<T, K> implements Iterator<T> {
    private final Iterator<Handed<T, K>> batches;
    private Iterator<T> current = Collections.emptyIterator();
    private int left;

    Records(Iterator<Handed<T, K>> batches) {
      this.batches = batches;
    }

    @Override
    public boolean hasNext() {
      while (left == 0 && batches.hasNext()) {
        List<T> records = batches.next().batch().records();
        current = records.iterator();
        left = records.size();
      }
      return left > 0;
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      left--;
      return current.next();
    }
  }
}
