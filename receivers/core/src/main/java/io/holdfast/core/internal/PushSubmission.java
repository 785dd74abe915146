// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.NotStoredException;
import io.holdfast.core.Submission;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A batch on its way; what the pipeline acknowledges a push source's batch with. */
final class PushSubmission implements Submission {
  private final CompletableFuture<Void> durable = new CompletableFuture<>();
  private final BlockPipeline<?, PushSubmission> pipeline;

  PushSubmission(BlockPipeline<?, PushSubmission> pipeline) {
    this.pipeline = pipeline;
  }

  @Override
  public CompletionStage<Void> durable() {
    return durable; // not a copy, which would wrap the exception in another one
  }

  @Override
  public boolean withdraw() {
    boolean withdrawn = pipeline.withdraw(this);
    if (withdrawn) {
      fail("it was withdrawn", false, null);
    }
    return withdrawn;
  }

  void complete() {
    durable.complete(null);
  }

  void fail(String reason, boolean ambiguous, Throwable cause) {
    String outcome =
        ambiguous ? "The batch may or may not be durable: " : "The batch was not stored: ";
    durable.completeExceptionally(new NotStoredException(outcome + reason, ambiguous, cause));
  }
}
