// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.util.List;

/**
 * The thread that tells a push source what is durable, in order. A thread of its own, so that what
 * a source does with the news never stalls storing.
 */
final class AckLane<T> implements Runnable {
  private final BlockPipeline<T, PushSubmission> pipeline;
  private final PushIntake<T> intake;
  private final SessionContext context;

  AckLane(BlockPipeline<T, PushSubmission> pipeline, PushIntake<T> intake, SessionContext context) {
    this.pipeline = pipeline;
    this.intake = intake;
    this.context = context;
  }

  @Override
  public void run() {
    try {
      for (var durable = pipeline.awaitDurable();
          durable != null;
          durable = pipeline.awaitDurable()) {
        if (context.isFenced()) {
          refuse(durable, true);
        } else {
          durable.forEach(handed -> handed.ticket().complete());
          pipeline.release(durable);
          intake.letIn();
        }
      }
      refuse(pipeline.ambiguous(), true);
      refuse(pipeline.notStored(), false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does
    }
  }

  private void refuse(List<Handed<T, PushSubmission>> rest, boolean ambiguous) {
    rest.forEach(
        handed -> handed.ticket().fail("the session has ended", ambiguous, pipeline.failure()));
    pipeline.refuse(rest);
  }
}
