// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import scala.collection.AbstractIterator;
import scala.collection.JavaConverters;

/** The records of several blocks, each of which is read when its turn comes. Not thread-safe. */
final class BlocksIterator<T> extends AbstractIterator<T> {
  private final Iterator<StoredBlock> blocks;
  private final BlockReader<T> reader;
  private scala.collection.Iterator<T> current =
      JavaConverters.asScalaIterator(Collections.emptyIterator());

  BlocksIterator(List<StoredBlock> blocks, BlockReader<T> reader) {
    this.blocks = blocks.iterator();
    this.reader = reader;
  }

  @Override
  public boolean hasNext() {
    while (!current.hasNext()) {
      if (!blocks.hasNext()) {
        return false;
      }
      current = reader.read(blocks.next());
    }
    return true;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return current.next();
  }
}
