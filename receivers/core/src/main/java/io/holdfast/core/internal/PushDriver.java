// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.PushSource;
import io.holdfast.core.internal.metrics.ReceiverMetrics;
import java.util.concurrent.TimeUnit;

/** Lets a source push into the pipeline, and its ack lane tell it what has become durable. */
final class PushDriver<T> implements SourceDriver {
  private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Answers are quick; this only bounds a source that blocks the ack lane. */
  private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final PushSource<T> source;
  private final BlockPipeline<T, PushSubmission> pipeline;
  private final PushIntake<T> intake;
  private final Clock clock;
  private final ReceiverMetrics metrics;
  private volatile SourceCall call;

  PushDriver(
      PushSource<T> source,
      BlockPipeline<T, PushSubmission> pipeline,
      PushIntake<T> intake,
      Clock clock,
      ReceiverMetrics metrics) {
    this.source = source;
    this.pipeline = pipeline;
    this.intake = intake;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public void begin() throws Exception {
    call = new SourceCall("start", clock.nanoTime());
    try {
      source.start(intake);
    } catch (Throwable t) {
      throw new SourceFailure("start", t);
    } finally {
      call = null;
    }
  }

  /** The source works by itself; what is left to do is to notice failures and the rate limit. */
  @Override
  public void step() throws Exception {
    failIfFailed();
    long wait = intake.letIn();
    long since = clock.nanoTime();
    pipeline.awaitNeeded(Math.min(GLANCE_NANOS, wait));
    if (wait != Long.MAX_VALUE) {
      metrics.waitedForRate(clock.nanoTime() - since);
    }
  }

  @Override
  public void drain(long deadlineNanos) throws Exception {
    intake.refuse("the receiver is stopping");
    pipeline.seal();
    while (!pipeline.isEmpty()) {
      failIfFailed();
      long nanos = deadlineNanos - clock.nanoTime();
      if (nanos <= 0) {
        return;
      }
      pipeline.awaitEmpty(clock.nanoTime() + Math.min(GLANCE_NANOS, nanos));
    }
  }

  /** The ack lane answers what is durable and refuses the rest; the source closes after that. */
  @Override
  public void giveUp() throws InterruptedException {
    intake.refuse("the session has ended");
    pipeline.awaitEmpty(clock.nanoTime() + ANSWER_NANOS);
  }

  @Override
  public SourceCall doing() {
    return call;
  }

  private void failIfFailed() throws Exception {
    if (pipeline.failure() != null) {
      throw new StoreFailure(pipeline.failure());
    }
    if (intake.failure() != null) {
      throw new SourceFailure("thread", intake.failure());
    }
  }
}
