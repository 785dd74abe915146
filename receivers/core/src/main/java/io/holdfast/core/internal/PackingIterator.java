// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Packs records that come one after the other where their type allows it, and passes on the others
 * as they are. Holds one pack at a time. Not thread-safe.
 */
public final class PackingIterator implements Iterator<Object> {
  /** Enough for a serializer to forget what each object costs it, little beside a block. */
  static final int PACK_BYTES = 256 << 10;

  private final Iterator<?> records;

  /** Taken from the records and not given out; meaningless unless {@link #waits}. */
  private Object waiting;

  private boolean waits;

  /** Packs these. */
  public PackingIterator(Iterator<?> records) {
    this.records = records;
  }

  @Override
  public boolean hasNext() {
    return waits || records.hasNext();
  }

  @Override
  public Object next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Object first = waits ? waiting : records.next();
    waits = false;
    return PackedRecords.Writer.packs(first) ? pack(first) : first;
  }

  private PackedRecords pack(Object first) {
    PackedRecords.Writer pack = new PackedRecords.Writer(first);
    pack.add(first);
    while (pack.bytes() < PACK_BYTES && records.hasNext()) {
      Object record = records.next();
      if (!pack.takes(record)) {
        waiting = record;
        waits = true;
        break;
      }
      pack.add(record);
    }
    return pack.packed();
  }
}
