// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import java.io.IOException;
import java.util.OptionalLong;

/** What a stop needs of a job; an interface so that it is tested without one. */
interface StoppableJob {

  /** Tells the job's receivers to quiesce. */
  void quiesce() throws IOException;

  /** Whether the streaming is stopped, by whomever. */
  boolean isStopped();

  /** Stops the streaming, not gracefully, and returns when it is stopped. */
  void stop();

  /** How many records are not processed, once the streaming is stopped; empty if unknown. */
  OptionalLong leftRecords();

  /** Whether what is not processed is in a write-ahead log. */
  boolean keepsRecords();

  /** Removes what others can see of the job's running. Does not throw. */
  void end();
}
