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
  private final byte[] array;
  private final int from;
  private final int bytes;
  private final int count;
  private final RecordCodec<?> codec;

  private PackedRecords(byte[] array, int from, int bytes, int count, RecordCodec<?> codec) {
    this.array = array;
    this.from = from;
    this.bytes = bytes;
    this.count = count;
    this.codec = codec;
  }

  /** As {@link #pack(RecordBatch, RecordCodec, VarintWriter)}, in an array of their own. */
  static <T> RecordBatch<T> pack(RecordBatch<T> batch, RecordCodec<?> codec) {
    return pack(batch, codec, new VarintWriter(RecordPacker.likelyBytes(batch, codec)));
  }

  /**
   * The batch with its records packed, if their type allows it: text, bytes or what the codec is
   * for, with positions or without, all alike. Else the batch as it is.
   *
   * @param out what they are written behind; what is written there later does not matter to them
   */
  static <T> RecordBatch<T> pack(RecordBatch<T> batch, RecordCodec<?> codec, VarintWriter out) {
    List<T> records = batch.records();
    int from = out.length();
    if (!RecordPacker.pack(records, codec, out)) {
      return batch;
    }
    return RecordBatch.of(
        new PackedRecords<>(out.array(), from, out.length() - from, records.size(), codec),
        batch.bytes(),
        batch.ranges());
  }

  /** How many bytes they are. */
  int bytes() {
    return bytes;
  }

  /** Whether they are in that array, from that index on. */
  boolean areIn(byte[] other, int at) {
    return array == other && from == at;
  }

  /** What they are in. */
  byte[] array() {
    return array;
  }

  /** Where they begin in it. */
  int from() {
    return from;
  }

  @Override
  public int size() {
    return count;
  }

  @Override
  @SuppressWarnings("unchecked") // what was packed were records of that type
  public Iterator<T> iterator() {
    return (Iterator<T>) new PackedReader(new VarintReader(array, from, from + bytes), codec);
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
