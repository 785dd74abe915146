// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.Intake;
import io.holdfast.core.NotStoredException;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The events of one request on their way into Spark, in one batch or several, which succeed or fail
 * together. Thread-safe.
 *
 * @param <T> the type of the records
 */
final class Handover<T> {
  private final Intake<T> intake;
  private final String partition;
  private final Listener listener;
  private final List<Submission> submissions = new ArrayList<>();
  private List<RecordBatch<T>> batches;
  private int settled;
  private boolean anyFailed;
  private boolean anyStored;
  private boolean givenUp;

  /** Whether a batch is on its way in, so that it is not known whether it is. */
  private boolean handing;

  private boolean told;

  /** Is told once how it ended, by any thread; must not block. */
  interface Listener {

    /**
     * It has ended.
     *
     * @param durable whether all of it is durable
     * @param maybeStored if not, whether some of it may be
     */
    void settled(boolean durable, boolean maybeStored);
  }

  Handover(Intake<T> intake, String partition, Listener listener) {
    this.intake = intake;
    this.partition = partition;
    this.listener = listener;
  }

  /** What is to be handed over. Called once, before anything is. */
  synchronized void begin(List<RecordBatch<T>> batches) {
    this.batches = batches;
  }

  /** Hands over as much as there is room for now; says whether that was all. Never blocks. */
  boolean tryAll() {
    for (RecordBatch<T> next = next(); next != null; next = next()) {
      Optional<Submission> submission = intake.trySubmit(partition, next);
      if (submission.isEmpty()) {
        notHanded();
        return false;
      }
      add(submission.get());
    }
    return true;
  }

  /** Hands over what is left; waits while there is no room. */
  void all() throws InterruptedException {
    for (RecordBatch<T> next = next(); next != null; next = next()) {
      try {
        add(intake.submit(partition, next));
      } catch (InterruptedException e) {
        notHanded();
        throw e;
      }
    }
  }

  /** Hands over no more, and takes back what can be; for one who has gone, or is told FAILED. */
  void giveUp() {
    List<Submission> handed;
    synchronized (this) {
      givenUp = true;
      anyFailed = true;
      handed = new ArrayList<>(submissions);
    }
    intake.end(partition);
    handed.forEach(Submission::withdraw);
    tellIfSettled();
  }

  /** As {@link #giveUp}, after an exception from the intake. */
  void abort() {
    synchronized (this) {
      handing = false;
    }
    giveUp();
  }

  private synchronized RecordBatch<T> next() {
    if (givenUp || submissions.size() == batches.size()) {
      return null;
    }
    handing = true;
    return batches.get(submissions.size());
  }

  private void notHanded() {
    synchronized (this) {
      handing = false;
    }
    tellIfSettled();
  }

  private void add(Submission submission) {
    boolean late;
    synchronized (this) {
      submissions.add(submission);
      handing = false;
      late = givenUp;
    }
    submission.durable().whenComplete((stored, failure) -> settle(failure));
    if (late) {
      submission.withdraw();
    }
  }

  private void settle(Throwable failure) {
    synchronized (this) {
      settled++;
      anyFailed |= failure != null;
      anyStored |= failure == null || isAmbiguous(failure);
    }
    tellIfSettled();
  }

  private static boolean isAmbiguous(Throwable failure) {
    return !(failure instanceof NotStoredException e) || e.isAmbiguous();
  }

  private void tellIfSettled() {
    boolean durable;
    boolean maybeStored;
    synchronized (this) {
      boolean complete = givenUp || (batches != null && submissions.size() == batches.size());
      if (told || !complete || handing || settled < submissions.size()) {
        return;
      }
      told = true;
      durable = !anyFailed;
      maybeStored = anyStored;
    }
    listener.settled(durable, maybeStored);
  }
}
