// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

/** Where a copy of a receiver can be killed. */
enum CrashPoint {
  /** Its source is open, and nothing was taken. */
  OPENED,
  /** Records were taken from the system, and not handed over. */
  POLLED,
  /** Records were handed over. */
  IN_OPEN_BLOCK,
  /** A block is being stored, and others wait if there is more than one. */
  SEALED,
  /** A block is on its way to the write-ahead log. */
  BEFORE_LOG,
  /** The log has the block, and the driver does not know it: it never will. */
  AFTER_LOG,
  /** The driver knows the block, and its reply does not arrive. */
  REPLY_LOST,
  /** The block is durable, and nothing of it committed. */
  DURABLE,
  /** Before the system sees the commit, or the client the answer. */
  BEFORE_COMMIT,
  /** The system has seen the commit, or the client the answer. */
  AFTER_COMMIT,
  /** The answer to a client is written, and is lost. Push only. */
  ANSWER_LOST,
  /** The receiver is asked to stop, and drains. */
  DRAINING,
  /** The source is to be closed. */
  CLOSING
}
