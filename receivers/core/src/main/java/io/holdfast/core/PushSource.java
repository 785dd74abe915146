// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

/**
 * A source that is called by others: a server, a subscription, a callback. It owns its threads and
 * hands batches to an {@link Intake}.
 *
 * @param <T> the type of the records
 */
public non-sealed interface PushSource<T> extends Source<T> {

  /**
   * Binds or connects, starts the source's threads and returns. Called once, by the session thread,
   * after {@link ReliableReceiver#open}; may block. An exception ends the session, and {@link
   * #close} is called all the same.
   *
   * <p>At a stop the intake refuses new batches, what was submitted becomes durable and is
   * answered, and then {@link #close} is called: replies must still get out until then.
   */
  void start(Intake<T> intake) throws Exception;
}
