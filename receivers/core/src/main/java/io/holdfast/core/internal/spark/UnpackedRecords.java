// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import io.holdfast.core.internal.PackedRecords;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import scala.collection.AbstractIterator;

/** The records of a block, of which some are packed. Not thread-safe. */
final class UnpackedRecords<T> extends AbstractIterator<T> {
  private final scala.collection.Iterator<?> stored;
  private Iterator<?> current = Collections.emptyIterator();

  UnpackedRecords(scala.collection.Iterator<?> stored) {
    this.stored = stored;
  }

  @Override
  public boolean hasNext() {
    while (!current.hasNext()) {
      if (!stored.hasNext()) {
        return false;
      }
      Object next = stored.next();
      current =
          next instanceof PackedRecords packed
              ? packed.iterator()
              : Collections.singleton(next).iterator();
    }
    return true;
  }

  @Override
  @SuppressWarnings("unchecked") // what was stored are records of the stream
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return (T) current.next();
  }
}
