// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import java.util.List;

/**
 * The demo's side of a source: what was sent to it, and what the job has confirmed to it.
 * Thread-safe.
 */
interface Feed extends AutoCloseable {
  /**
   * What was sent so far.
   *
   * @throws DemoException if no more can be sent, with the reason
   */
  Sent sent() throws DemoException;

  /**
   * How many lines, from the first one on, the job will not ask for again. May wait for the source,
   * within a bound.
   */
  long confirmed() throws InterruptedException;

  /** Ends sending and lets go of the source, which it does not stop. */
  @Override
  void close();

  /**
   * What was sent at one moment.
   *
   * @param lines all lines, poison included
   * @param words the words of the lines that are valid UTF-8
   * @param poison how many lines are not
   * @param firstPoison where the first of those are, for a person
   * @param complete whether the input has ended and the source has taken all of it
   */
  record Sent(long lines, long words, long poison, List<String> firstPoison, boolean complete) {}
}
