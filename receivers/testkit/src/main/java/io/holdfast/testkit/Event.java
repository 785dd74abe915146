// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.util.List;

/**
 * Something that happened, in the one order of all that happened.
 *
 * @param kind what
 * @param copy which copy of the receiver, from 1; each kill begins a new one
 * @param session the session of the copy; 0 if it concerns none
 * @param items records, positions, or what else it concerns
 * @param thread the thread in which it happened
 */
record Event(Kind kind, int copy, long session, List<?> items, Thread thread) {

  /** What can happen. */
  enum Kind {
    /** The source is to be opened. */
    OPENING,
    /** The source is open. */
    OPENED,
    /** A poll begins. */
    POLLING,
    /** A poll has brought records; with the records. */
    POLLED,
    /** The position after the records that came just before; with the position. */
    POSITION,
    /** The source is kept alive. */
    KEEPING_ALIVE,
    /** A commit begins; with the positions. */
    COMMITTING,
    /** The commit has returned; with the positions. */
    COMMITTED,
    /** Positions are given up; with the positions. */
    ABANDONING,
    /** A push source hands a batch in; with the records. */
    SUBMITTING,
    /** A push source's batch has been let in; with the records. */
    SUBMITTED,
    /** A push source's batch is durable, and is answered next; with the records. */
    ANSWERING,
    /** A push source has been told that its batch is not durable; with the records. */
    REFUSED,
    /** A call into the source has returned or thrown; with its name. */
    RETURNED,
    /** The source is to be closed. */
    CLOSING,
    /** The source is closed. */
    CLOSED,
    /** A block reaches the store; with the records. */
    STORING,
    /** A block is durable: log and driver have it; with the records. */
    DURABLE,
    /** The store says that it failed; with the records. */
    STORE_FAILED,
    /** The receiver reports trouble; with the message and the messages of its causes. */
    REPORTED,
    /** Spark asks the receiver to stop. */
    STOPPING,
    /** The receiver has returned from its stop. */
    STOPPED,
    /** The copy is dead. */
    KILLED
  }

  @Override
  public String toString() {
    return "%s copy %d session %d %s".formatted(kind, copy, session, items);
  }
}
