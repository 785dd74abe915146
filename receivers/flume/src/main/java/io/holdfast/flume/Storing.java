// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.Intake;
import io.holdfast.core.NotStoredException;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The events of one answer on their way into Spark, in one batch or several, for a thread that
 * waits for them. Not thread-safe.
 *
 * @param <T> the type of the records
 */
final class Storing<T> {
  private final Intake<T> intake;
  private final String partition;
  private final List<Submission> submissions = new ArrayList<>();

  /** What became of them. */
  enum Outcome {
    DURABLE,
    NOT_STORED,
    /** Some, or nobody knows. */
    MAYBE_STORED
  }

  Storing(Intake<T> intake, String partition) {
    this.intake = intake;
    this.partition = partition;
  }

  /** Hands all over, unless one is refused on the way; waits while there is no room. */
  void submit(List<RecordBatch<T>> batches) throws InterruptedException {
    for (RecordBatch<T> batch : batches) {
      Submission submission = intake.submit(partition, batch);
      submissions.add(submission);
      if (submission.durable().toCompletableFuture().isCompletedExceptionally()) {
        withdraw();
        return;
      }
    }
  }

  /**
   * Waits until it is known what became of them. After so long it takes back what is still
   * untouched, since the sink will send it again.
   */
  Outcome await(long nanos) throws InterruptedException {
    CompletableFuture<Void> all =
        CompletableFuture.allOf(
            submissions.stream()
                .map(submission -> submission.durable().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    try {
      try {
        all.get(nanos, TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        withdraw();
        all.get();
      }
      return Outcome.DURABLE;
    } catch (ExecutionException e) {
      return submissions.stream().allMatch(Storing::isSurelyNotStored)
          ? Outcome.NOT_STORED
          : Outcome.MAYBE_STORED;
    }
  }

  private void withdraw() {
    submissions.forEach(Submission::withdraw);
  }

  private static boolean isSurelyNotStored(Submission submission) {
    CompletableFuture<Void> durable = submission.durable().toCompletableFuture();
    try {
      durable.getNow(null);
      return false;
    } catch (CompletionException e) {
      return e.getCause() instanceof NotStoredException reason && !reason.isAmbiguous();
    }
  }
}
