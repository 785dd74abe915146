// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

/**
 * One live connection to the outside system, made by {@link ReliableReceiver#open} for one session
 * and closed at its end; never reused.
 *
 * <p>Which shape to choose: if you call the system, write a {@link PollingSource}; if it calls you,
 * a {@link PushSource}.
 *
 * @param <T> the type of the records
 */
public sealed interface Source<T> extends AutoCloseable permits PollingSource, PushSource {

  /**
   * Releases everything the source holds. Called once, by the session thread, after the last other
   * call. May block for as long as the drain time-out of the {@link ReceiverSettings}; a source
   * that takes longer is abandoned and reported. An exception is logged, nothing else.
   */
  @Override
  default void close() throws Exception {}
}
