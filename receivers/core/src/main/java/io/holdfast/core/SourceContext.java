// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/**
 * What a session offers to its source. Valid from {@link ReliableReceiver#open} until the session
 * has ended; every method may be called by any thread of the source unless it says otherwise.
 */
public interface SourceContext {

  /** The number of the input stream in its job, as Spark's UI shows it. */
  int streamId();

  /** The number of this session in its receiver's life on this executor, from 1. */
  long session();

  /**
   * The epoch of the job's current start: a later start has a greater one. 0 if the job was given
   * no {@link ProcessedPositions}.
   */
  default long epoch() {
    return 0;
  }

  /**
   * What the job has processed, for a source that can begin anywhere and finds that its commits are
   * of another epoch. Empty if the job was given none; then the commits count.
   */
  default Optional<ProcessedPositions> processed() {
    return Optional.empty();
  }

  /** Whether the session is ending; a loop of the source should end too. */
  boolean isStopping();

  /**
   * Seals the open block now instead of at its age: for a source that knows that nothing more is
   * coming soon.
   */
  void seal();

  /**
   * Stores and commits everything that was handed over before: what earlier polls returned, not
   * what the current one has read so far. For a polling source that is about to lose a partition.
   * To be called by the session thread, from {@link PollingSource#poll} only, whose commits then
   * run inside this call. Blocks, at most so long.
   *
   * @return whether everything is committed; if not, the rest goes on and is committed later
   * @throws IllegalStateException if called by another thread, or from another method
   * @throws Exception what a failed store or commit throws; let it through
   */
  boolean flush(Duration timeout) throws Exception;

  /**
   * Hands a record that cannot be decoded to the {@link PoisonPolicy} of the settings. Returns if
   * the record is to be passed over; the source goes on with the next one, and its position moves
   * over the record. Call it before the batch that the record came with is handed over, and hand a
   * batch over even if nothing else came: what is committed, or completes as durable, after this
   * call is so only when the dead letter is flushed.
   *
   * <p>Blocks as long as the file system does under {@link PoisonPolicy#DEAD_LETTER}, and otherwise
   * not.
   *
   * @param position where the record is, in words that let a person find it; it is logged, so
   *     nothing of the payload belongs in it
   * @param payload the record as it came, by the names of its parts; null for a part that it has
   *     not. Only a dead letter holds it, and it is not kept after the call
   * @param reason why it cannot be decoded; it is logged
   * @throws PoisonException under {@link PoisonPolicy#FAIL}, and when a dead letter could not be
   *     written; let it through
   */
  void poison(String position, Map<String, byte[]> payload, Throwable reason);

  /** As {@link #poison(String, Map, Throwable)}, for a record of one part, called "record". */
  default void poison(String position, byte[] record, Throwable reason) {
    poison(position, Collections.singletonMap("record", record), reason);
  }

  /** Where the source publishes figures of its own. */
  SourceMetrics metrics();

  /**
   * Reports trouble that did not end the session: it appears in the executor's log, in the driver's
   * log and in Spark's UI. Do not call it once a record.
   */
  void reportError(String message, Throwable cause);
}
