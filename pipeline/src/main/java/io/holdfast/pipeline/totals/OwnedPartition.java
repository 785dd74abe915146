// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import io.holdfast.core.Positioned;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The blocks that one partition of an RDD reads, one after the other. Immutable. */
final class OwnedPartition implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ArrayList<OwnedBlock> blocks;

  OwnedPartition(List<OwnedBlock> blocks) {
    this.blocks = new ArrayList<>(blocks);
  }

  /** The values of the records that are to be counted. Reads what it is given as it is read. */
  <T> Iterator<T> keep(Iterator<Positioned<T>> records) {
    return new Kept<>(records, blocks.iterator());
  }

  private static final class Kept<T> implements Iterator<T> {
    private final Iterator<Positioned<T>> records;
    private final Iterator<OwnedBlock> blocks;
    private OwnedBlock block;
    private long left;
    private T next;

    Kept(Iterator<Positioned<T>> records, Iterator<OwnedBlock> blocks) {
      this.records = records;
      this.blocks = blocks;
      advance();
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public T next() {
      if (next == null) {
        throw new NoSuchElementException("no more records are owned");
      }
      T current = next;
      advance();
      return current;
    }

    private void advance() {
      next = null;
      while (next == null && records.hasNext()) {
        Positioned<T> record = records.next();
        if (blockOfNext().owns(record)) {
          next = record.value();
        }
      }
      if (next == null && (left > 0 || hasRecords(blocks))) {
        throw new IllegalStateException("A block has fewer records than its manifest says");
      }
    }

    private OwnedBlock blockOfNext() {
      while (left == 0) {
        if (!blocks.hasNext()) {
          throw new IllegalStateException("A block has more records than its manifest says");
        }
        block = blocks.next();
        left = block.records();
      }
      left--;
      return block;
    }

    private static boolean hasRecords(Iterator<OwnedBlock> blocks) {
      boolean some = false;
      while (blocks.hasNext()) {
        some |= blocks.next().records() > 0;
      }
      return some;
    }
  }
}
