// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.Intake;
import io.holdfast.core.PushSource;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.SourceContext;
import io.holdfast.core.Submission;
import io.holdfast.testkit.Event.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Writes down what a push source hands in and is told, and lets it die on cue. */
final class ObservedPushSource<T> implements PushSource<T> {
  private final PushSource<T> source;
  private final Copy<T> copy;
  private final SourceContext context;

  ObservedPushSource(PushSource<T> source, Copy<T> copy, SourceContext context) {
    this.source = source;
    this.copy = copy;
    this.context = context;
  }

  @Override
  public void start(Intake<T> intake) throws Exception {
    copy.throwIfDead();
    copy.fault("start");
    source.start(new ObservedIntake(intake));
  }

  @Override
  public void close() throws Exception {
    copy.close(source, context.session());
  }

  private void note(Kind kind, List<?> items) {
    copy.log().add(kind, copy.number(), context.session(), items);
  }

  private final class ObservedIntake implements Intake<T> {
    private final Intake<T> intake;

    ObservedIntake(Intake<T> intake) {
      this.intake = intake;
    }

    @Override
    public Submission submit(String partition, RecordBatch<T> batch) throws InterruptedException {
      before(batch);
      return after(intake.submit(partition, batch), batch);
    }

    @Override
    public Optional<Submission> trySubmit(String partition, RecordBatch<T> batch) {
      before(batch);
      return intake.trySubmit(partition, batch).map(submission -> after(submission, batch));
    }

    private void before(RecordBatch<T> batch) {
      copy.throwIfDead();
      note(Kind.SUBMITTING, batch.records());
      copy.at(CrashPoint.POLLED);
      copy.faultUnchecked("submit");
      copy.onSourceThread();
    }

    private Submission after(Submission submission, RecordBatch<T> batch) {
      if (!submission.durable().toCompletableFuture().isCompletedExceptionally()) {
        note(Kind.SUBMITTED, batch.records());
      }
      copy.at(CrashPoint.IN_OPEN_BLOCK);
      return new ObservedSubmission(submission, batch.records());
    }

    @Override
    public void onRoom(Runnable once) {
      intake.onRoom(once);
    }

    @Override
    public void seal() {
      intake.seal();
    }

    @Override
    public void sealAfter(Duration quiet) {
      intake.sealAfter(quiet);
    }

    @Override
    public void end(String partition) {
      intake.end(partition);
    }

    @Override
    public void fail(Throwable cause) {
      intake.fail(cause);
    }
  }

  private final class ObservedSubmission implements Submission {
    private final Submission submission;
    private final CompletableFuture<Void> durable = new CompletableFuture<>();

    ObservedSubmission(Submission submission, List<T> records) {
      this.submission = submission;
      var unused = submission.durable().whenComplete((stored, failure) -> answer(records, failure));
    }

    /** On the engine's ack thread. A dead copy answers nobody. */
    private void answer(List<T> records, Throwable failure) {
      if (copy.isDead()) {
        return;
      }
      if (failure != null) {
        note(Kind.REFUSED, records);
        durable.completeExceptionally(failure);
        return;
      }
      copy.at(CrashPoint.BEFORE_COMMIT);
      note(Kind.ANSWERING, records);
      copy.loseAnswer();
      durable.complete(null);
      copy.afterCommit();
      copy.at(CrashPoint.AFTER_COMMIT);
    }

    @Override
    public CompletableFuture<Void> durable() {
      return durable;
    }

    @Override
    public boolean withdraw() {
      return submission.withdraw();
    }
  }
}
