// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Iterator;

/**
 * What a block holds, as Spark is to store it.
 *
 * @param <T> the type of the records
 */
public interface BlockContent<T> extends Iterable<T> {

  /** Whether all records are packed; the metadata of the block then says so. */
  boolean isPacked();

  /** The records as a {@link PackedBlock}; only if they are packed. Each call makes it anew. */
  ByteBuffer packed();

  /** The records themselves, whether they are packed or not; each call begins anew. */
  @Override
  Iterator<T> iterator();

  /** No records, not packed. */
  static <T> BlockContent<T> none() {
    return new BlockContent<>() {
      @Override
      public boolean isPacked() {
        return false;
      }

      @Override
      public ByteBuffer packed() {
        throw new IllegalStateException("not packed");
      }

      @Override
      public Iterator<T> iterator() {
        return Collections.emptyIterator();
      }
    };
  }
}
