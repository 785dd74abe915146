// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.nio.ByteBuffer;
import java.util.Iterator;

/**
 * What a block holds, as Spark is to store it.
 *
 * @param <T> the type of the records
 */
public interface BlockContent<T> extends Iterable<T> {

  /** Whether all records are packed; the metadata of the block then says so. */
  default boolean isPacked() {
    return false;
  }

  /**
   * The records as a {@link PackedBlock}, at position 0; only if they are packed. Each call makes
   * it anew, though perhaps of the same bytes.
   */
  default ByteBuffer packed() {
    throw new IllegalStateException("not packed");
  }

  /** The records themselves, whether they are packed or not; each call begins anew. */
  @Override
  Iterator<T> iterator();
}
