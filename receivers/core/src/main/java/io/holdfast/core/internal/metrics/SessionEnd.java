// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.metrics;

/** Why a session ended. */
public enum SessionEnd {
  /** A block was not stored, or nobody knows. */
  STORE_FAILURE(Figure.ENDED_BY_STORE_FAILURE),
  /** A method of the source threw, or broke its contract. */
  SOURCE_FAILURE(Figure.ENDED_BY_SOURCE_FAILURE),
  /** A call into the source did not return, and the session was given up. */
  HANG(Figure.ENDED_BY_HANG),
  /** A record that cannot be decoded, under a policy that does not pass over it. */
  POISON(Figure.ENDED_BY_POISON),
  /** Spark stopped the receiver, or cancelled its task. */
  STOP(Figure.ENDED_BY_STOP);

  private final Figure figure;

  SessionEnd(Figure figure) {
    this.figure = figure;
  }

  /** The figure that counts the sessions that ended so. */
  Figure figure() {
    return figure;
  }
}
