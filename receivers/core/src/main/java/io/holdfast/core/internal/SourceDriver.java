// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

/**
 * Moves a source's batches into its session's pipeline, and the acknowledgements back; one for each
 * shape of source. Every method is called by the session thread, but for {@link #doing}.
 */
interface SourceDriver {

  /** Before the first step. */
  void begin() throws Exception;

  /** A bit of work that takes some 100 ms at most if the source behaves; again and again. */
  void step() throws Exception;

  /** Stores and acknowledges what was received, as far as it goes until the deadline. */
  void drain(long deadlineNanos) throws Exception;

  /** Acknowledges what is durable all the same and lets go the rest; for an ended pipeline. */
  void giveUp() throws InterruptedException;

  /** The call into the source that is running, for a person; any thread. */
  SourceCall doing();
}
