// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.internal.BlockMetadata;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.Time;

/**
 * Which streams of a job have quiesced: their receivers' last block is in a batch, and that batch
 * is completed. Thread-safe; knows no other time than it is told.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
final class QuiescedStreams {
  private final Set<Integer> missing;
  private final long batchMillis;
  private final LongSupplier now;

  /** By stream, the batch that has to be completed. */
  private final Map<Integer, Long> due = new HashMap<>();

  private OptionalLong lastCompleted = OptionalLong.empty();

  /**
   * None of these streams has quiesced so far.
   *
   * @param now the time of day, as {@link System#currentTimeMillis}
   */
  QuiescedStreams(Set<Integer> streams, long batchMillis, LongSupplier now) {
    missing = new TreeSet<>(streams);
    this.batchMillis = batchMillis;
    this.now = now;
  }

  /**
   * A batch is being made, and holds this block of the stream. To be told of blocks of this life of
   * the driver only: a marker that a recovered driver finds in its log was meant for its
   * predecessor.
   *
   * <p>With a window the batch being made is later than the batch that the block is in. Which one
   * it is Spark does not say, but no batch is made before its time: so it is none after the latest
   * whose time has come.
   */
  synchronized void seen(int stream, Time batch, BlockMetadata metadata) {
    if (metadata.isQuiesced() && missing.contains(stream)) {
      long latest = now.getAsLong() / batchMillis * batchMillis;
      due.putIfAbsent(stream, Math.max(batch.milliseconds(), latest));
    }
  }

  /** A batch is completed, and with it all before it: Spark runs them one after the other. */
  synchronized void completed(Time batch) {
    long completed = batch.milliseconds();
    lastCompleted = OptionalLong.of(Math.max(completed, lastCompleted.orElse(completed)));
    missing.removeIf(stream -> due.getOrDefault(stream, Long.MAX_VALUE) <= completed);
  }

  /** Whether all streams have quiesced. */
  synchronized boolean areAll() {
    return missing.isEmpty();
  }

  /** The streams whose receivers have not said that they are drained. */
  synchronized Set<Integer> undrained() {
    Set<Integer> undrained = new TreeSet<>(missing);
    undrained.removeAll(due.keySet());
    return undrained;
  }

  /** The latest completed batch; empty before the first. */
  synchronized OptionalLong lastCompleted() {
    return lastCompleted;
  }
}
