// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

/**
 * The places at which a test can make the engine fail, in the order in which a block meets them.
 */
public enum CrashPoint {
  /** A block is to be stored next; nothing has happened to it. */
  BEFORE_STORE,

  /** A block is stored, in the write-ahead log if there is one, and the driver does not know it. */
  AFTER_LOG,

  /** The driver knows a block, and the engine does not know that it does. */
  AFTER_STORE,

  /** The source is to be told next what is durable; a push source's sender to be answered. */
  BEFORE_COMMIT,

  /**
   * The source reads what it is to commit and has committed nothing of it. In a push source, the
   * first of several senders is answered.
   */
  INSIDE_COMMIT,

  /** The outside system knows what is durable, and the engine does not know that it does. */
  AFTER_COMMIT,

  /** The source takes nothing more, and what it has handed over is to be stored next. */
  DRAINING
}
