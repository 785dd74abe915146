// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import java.time.Duration;
import java.util.List;

/**
 * A source that is asked for records: a Kafka consumer, a file, a queue.
 *
 * <p>Every method but {@link #wakeup} is called by the session thread, never concurrently. A method
 * that throws ends the session: what is durable is committed if the source still allows it, the
 * rest is abandoned, and the source is closed and opened anew after a back-off.
 *
 * @param <T> the type of the records
 * @param <P> the type of a position: immutable, meaningful to this source only, never leaves the
 *     executor
 */
public non-sealed interface PollingSource<T, P> extends Source<T> {

  /**
   * Returns what there is, at once if there is something, and otherwise waits for it, at most
   * {@code timeout}. Called again and again while there is room in the in-flight budget.
   *
   * @param demand how many records there is room for, at least 1; a hint: a larger batch is taken,
   *     and the next poll waits for it
   * @param timeout how long this call may block; a source that blocks longer delays its own commits
   * @return the records with the position after them, or {@link Polled#nothing()}
   */
  Polled<T, P> poll(int demand, Duration timeout) throws Exception;

  /**
   * Acknowledges to the outside system that everything up to these positions is durable. Called
   * soon after blocks became durable, with the positions of all batches that became durable since
   * the last call, in the order in which they were polled: none is repeated and none between them
   * is missing. May block; nothing is polled meanwhile. An exception ends the session; since the
   * records are durable but perhaps not acknowledged, they may come again.
   */
  void commit(List<P> positions) throws Exception;

  /**
   * Tells the outside system that these positions will not be committed in this session, in the
   * order in which they were polled. Called at most once, when a session fails, before {@link
   * #close}. Best effort: an exception is logged.
   */
  default void abandon(List<P> positions) throws Exception {}

  /**
   * Keeps the connection alive. Called instead of {@link #poll}, some ten times a second, while the
   * in-flight budget is full or the rate limit is reached. Must not block, and must not take
   * records; what it cannot help receiving comes with the next poll.
   */
  default void keepAlive() throws Exception {}

  /**
   * Makes a running {@link #poll} return early. Called by any thread, at most once, when the
   * receiver stops; the source is still committed to and closed after that.
   */
  default void wakeup() {}
}
