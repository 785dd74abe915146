// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.holdfast.core.PositionRange;
import io.holdfast.core.RecordBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** A batch in the making. Used by one thread. */
abstract class MessageBatch<T> {
  /** What a record takes beside its bytes: the object, its array, its place in the list. */
  private static final int OVERHEAD_BYTES = 64;

  private final List<T> records = new ArrayList<>();
  private long bytes;

  /**
   * Adds what is made of a message.
   *
   * @return whether it may be in this batch; if not, nothing was added and it begins another one
   * @throws Exception if the message is poison; no record of it was added then
   */
  abstract boolean add(byte[] message) throws Exception;

  /** What the batch covers. */
  List<PositionRange> ranges() {
    return Collections.emptyList();
  }

  /** All of the records of a message, or none. */
  final <V> void decode(MessageDecoder<V> decoder, byte[] message, Consumer<V> out)
      throws Exception {
    int before = records.size();
    try {
      decoder.decode(message, out);
    } catch (Exception e) {
      records.subList(before, records.size()).clear();
      throw e;
    }
    bytes += message.length + (long) OVERHEAD_BYTES * (records.size() - before);
  }

  final void addRecord(T record) {
    records.add(record);
  }

  final int records() {
    return records.size();
  }

  /** The batch, to which nothing is added any more. */
  final RecordBatch<T> toBatch() {
    return RecordBatch.of(records, bytes, ranges());
  }
}
