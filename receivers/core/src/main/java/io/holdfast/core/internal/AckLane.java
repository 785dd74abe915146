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
  private boolean failed;

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
        if (answer(durable)) {
          pipeline.release(durable);
          intake.letIn();
        } else {
          refuse(durable, true);
        }
      }
      refuse(pipeline.ambiguous(), true);
      refuse(pipeline.notStored(), false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does
    }
  }

  /**
   * Answers, unless the session was given up or an answer before these has failed: what is answered
   * is a prefix. Says whether all are.
   */
  private boolean answer(List<Handed<T, PushSubmission>> durable) {
    try {
      CrashPoints.reach(CrashPoint.BEFORE_COMMIT);
      if (failed) {
        return false;
      }
      context.flushDeadLetters();
      if (context.isFenced()) { // only now: a file system can hang until the session is given up
        return false;
      }
      for (Handed<T, PushSubmission> handed : durable) {
        handed.ticket().complete();
        if (handed == durable.get(0)) {
          CrashPoints.reach(CrashPoint.INSIDE_COMMIT);
        }
      }
      CrashPoints.reach(CrashPoint.AFTER_COMMIT);
      return true;
    } catch (Throwable t) { // or the session would wait for its answers for ever
      failed = true;
      intake.fail(t);
      return false;
    }
  }

  private void refuse(List<Handed<T, PushSubmission>> rest, boolean ambiguous) {
    rest.forEach(
        handed -> handed.ticket().fail("the session has ended", ambiguous, pipeline.failure()));
    pipeline.refuse(rest);
  }
}
