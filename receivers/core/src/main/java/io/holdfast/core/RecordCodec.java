// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import java.io.Serializable;

/**
 * How a receiver's own records are kept in a block: as bytes that its codec makes and reads, and
 * not by Spark's serializer, which costs several times as much for small records. Text and arrays
 * of bytes need none. See {@link ReliableReceiver#codec}.
 *
 * <p>Travels with the job, by Java's serialization. Thread-safe: many threads use one at a time.
 * What it throws fails the session, or the task. The bytes are in write-ahead logs, so a recovered
 * job must be able to read what it wrote before.
 *
 * @param <V> the type of the records, or of the values of {@link Positioned} ones
 */
public interface RecordCodec<V> extends Serializable {

  /** What it is for; records of other types are left to Spark's serializer. */
  Class<V> type();

  /**
   * The bytes of a record; may be an array of the record's own, which is not written to. Called by
   * the thread that hands the record over. Must not block.
   */
  byte[] toBytes(V value);

  /** The record of these bytes, which may be kept. Called by tasks. */
  V fromBytes(byte[] bytes);
}
