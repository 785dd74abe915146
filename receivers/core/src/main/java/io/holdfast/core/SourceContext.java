// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

/**
 * What a session offers to its source. Valid from {@link ReliableReceiver#open} until the session
 * has ended; every method may be called by any thread of the source unless it says otherwise.
 */
public interface SourceContext {

  /** The number of the input stream in its job, as Spark's UI shows it. */
  int streamId();

  /** The number of this session in its receiver's life on this executor, from 1. */
  long session();

  /** Whether the session is ending; a loop of the source should end too. */
  boolean isStopping();

  /**
   * Hands a record that cannot be decoded to the {@link PoisonPolicy} of the settings. Returns if
   * the record is to be skipped; the source goes on with the next one, and its position moves over
   * the record.
   *
   * @param position where the record is, in words that let a person find it
   * @param reason why it cannot be decoded
   * @throws PoisonException under {@link PoisonPolicy#FAIL}; let it through
   */
  void poison(String position, Throwable reason);

  /**
   * Reports trouble that did not end the session: it appears in the executor's log, in the driver's
   * log and in Spark's UI. Do not call it once a record.
   */
  void reportError(String message, Throwable cause);
}
