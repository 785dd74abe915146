// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import java.util.concurrent.CompletionStage;

/** A batch that was handed in. Thread-safe. */
public interface Submission {

  /**
   * Completes when the batch is durable: now, and never earlier, the sender may be answered. Stages
   * of one partition complete in the order of their submission, on the ack thread of the session.
   * What depends on a stage runs on that thread too: it may do a little work, and a network write
   * that cannot block, but must not wait.
   *
   * <p>Fails with a {@link NotStoredException}, which says whether the batch may have been stored
   * all the same.
   */
  CompletionStage<Void> durable();

  /**
   * Takes the batch back, if nothing but the open block has seen it: then it will not be stored,
   * and the stage fails with a {@link NotStoredException}. For a sender that has gone and will send
   * it again.
   *
   * @return whether it was taken back
   */
  boolean withdraw();
}
