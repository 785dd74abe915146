// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

/**
 * Another application has taken this job over, and this one has stopped. No failure: the main of
 * such a job prints the message and exits with 0.
 */
public final class SupersededException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String successor;

  /**
   * A job was taken over.
   *
   * @param job the name that the two share
   * @param epoch the epoch of this one
   * @param successor Spark's id of the application that took it over
   * @param successorEpoch the epoch of that one
   */
  public SupersededException(String job, long epoch, String successor, long successorEpoch) {
    super(
        ("the application %s (epoch %d) has taken over the job %s; this one (epoch %d) has stopped"
                + " and counts nothing more")
            .formatted(successor, successorEpoch, job, epoch));
    this.successor = successor;
  }

  /** Spark's id of the application that took the job over. */
  public String successor() {
    return successor;
  }
}
