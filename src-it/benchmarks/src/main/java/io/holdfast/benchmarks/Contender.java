// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

/**
 * One of those who are measured against each other.
 *
 * @param <C> what they are given to do
 */
interface Contender<C> {

  /** What tables call it. */
  String label();

  /**
   * Does it once; returns when all of it is done and verified.
   *
   * @throws Exception if it is not complete: a speed at which something was lost is none
   */
  Round run(C task) throws Exception;

  /** A contender from a name and what it does. */
  static <C> Contender<C> of(String label, Running<C> running) {
    return new Contender<>() {
      @Override
      public String label() {
        return label;
      }

      @Override
      public Round run(C task) throws Exception {
        return running.run(task);
      }
    };
  }

  /** What a contender does. */
  interface Running<C> {

    /** As {@link Contender#run}. */
    Round run(C task) throws Exception;
  }
}
