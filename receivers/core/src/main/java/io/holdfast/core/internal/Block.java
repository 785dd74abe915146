// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** A sealed block: whole batches in the order in which they were handed over. */
final class Block<T, K> {
  private final long id;
  private final List<Handed<T, K>> handed;
  private final int records;

  Block(long id, List<Handed<T, K>> handed, int records) {
    this.id = id;
    this.handed = handed;
    this.records = records;
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

  /** Whether there is nothing to store: batches that only moved the position. */
  boolean isEmpty() {
    return records == 0;
  }

  /** The records of all batches; each call begins anew. */
  Iterator<T> iterator() {
    return new Iterator<>() {
      private final Iterator<Handed<T, K>> batches = handed.iterator();
      private Iterator<T> current = Collections.emptyIterator();

      @Override
      public boolean hasNext() {
        while (!current.hasNext() && batches.hasNext()) {
          current = batches.next().batch().records().iterator();
        }
        return current.hasNext();
      }

      @Override
      public T next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return current.next();
      }
    };
  }
}
