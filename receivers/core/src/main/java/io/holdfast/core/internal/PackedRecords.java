// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.RecordBatch;
import io.holdfast.core.RecordCodec;
import java.util.AbstractList;
import java.util.Iterator;
import java.util.List;

/**
 * The records of a batch as bytes, in the form that a {@link PackedBlock} keeps them in. A million
 * objects that wait for their store would be copied by the garbage collector over and over; a few
 * arrays are not.
 *
 * <p>Immutable. Each iterator makes the records anew.
 */
final class PackedRecords<T> extends AbstractList<T> {
  private final VarintWriter packed;
  private final int count;
  private final RecordCodec<?> codec;

  private PackedRecords(VarintWriter packed, int count, RecordCodec<?> codec) {
    this.packed = packed;
    this.count = count;
    this.codec = codec;
  }

  /**
   * The batch with its records packed, if their type allows it: text, bytes or what the codec is
   * for, with positions or without, all alike. Else the batch as it is.
   */
  static <T> RecordBatch<T> pack(RecordBatch<T> batch, RecordCodec<?> codec) {
    List<T> records = batch.records();
    VarintWriter packed = RecordPacker.pack(records, batch.bytes(), codec);
    return packed == null
        ? batch
        : RecordBatch.of(
            new PackedRecords<>(packed, records.size(), codec), batch.bytes(), batch.ranges());
  }

  /** How many bytes they are. */
  int bytes() {
    return packed.length();
  }

  /** Copies the bytes to that place. */
  void copyTo(byte[] target, int at) {
    packed.copyTo(target, at);
  }

  @Override
  public int size() {
    return count;
  }

  @Override
  @SuppressWarnings("unchecked") // what was packed were records of that type
  public Iterator<T> iterator() {
    return (Iterator<T>) new PackedReader(packed.reader(), codec);
  }

  /** Reads all records before that one; nobody who is in a hurry asks. */
  @Override
  public T get(int index) {
    Iterator<T> records = iterator();
    for (int i = 0; i < index; i++) {
      records.next();
    }
    return records.next();
  }
}
