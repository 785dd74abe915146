// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.Intake;
import io.holdfast.core.NotStoredException;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.Submission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An intake whose store a test decides on. Thread-safe. */
final class FakeIntake<T> implements Intake<T> {
  private final List<Taken> taken = new ArrayList<>();
  private boolean held;
  private boolean full;
  private volatile boolean withdrawable;
  private final List<Duration> delays = new ArrayList<>();
  private Throwable failure;

  /** A batch that was handed in. */
  final class Taken implements Submission {
    final String partition;
    final RecordBatch<T> batch;
    final CompletableFuture<Void> durable = new CompletableFuture<>();

    private Taken(String partition, RecordBatch<T> batch) {
      this.partition = partition;
      this.batch = batch;
    }

    @Override
    public CompletionStage<Void> durable() {
      return durable;
    }

    @Override
    public boolean withdraw() {
      if (withdrawable) {
        fail(false);
      }
      return withdrawable;
    }

    void fail(boolean ambiguous) {
      durable.completeExceptionally(new NotStoredException("the test says so", ambiguous, null));
    }
  }

  /** From now on batches are durable when the test says so. */
  synchronized void hold() {
    held = true;
  }

  /** From now on batches are durable at once; those that were held stay so. */
  synchronized void release() {
    held = false;
  }

  /** From now on what is held can be taken back. */
  void withdrawable() {
    withdrawable = true;
  }

  /** Whether there is no room. */
  synchronized void full(boolean isFull) {
    full = isFull;
    notifyAll();
  }

  synchronized List<Taken> taken() {
    return new ArrayList<>(taken);
  }

  synchronized List<T> records() {
    List<T> records = new ArrayList<>();
    taken.forEach(each -> records.addAll(each.batch.records()));
    return records;
  }

  /** After how long the open block was to be sealed, each time that this was said. */
  synchronized List<Duration> delays() {
    return new ArrayList<>(delays);
  }

  synchronized Throwable failure() {
    return failure;
  }

  @Override
  public Submission submit(String partition, RecordBatch<T> batch) throws InterruptedException {
    synchronized (this) {
      while (full) {
        wait();
      }
    }
    return take(partition, batch);
  }

  @Override
  public Optional<Submission> trySubmit(String partition, RecordBatch<T> batch) {
    synchronized (this) {
      if (full) {
        return Optional.empty();
      }
    }
    return Optional.of(take(partition, batch));
  }

  private Submission take(String partition, RecordBatch<T> batch) {
    Taken one = new Taken(partition, batch);
    boolean complete;
    synchronized (this) {
      taken.add(one);
      complete = !held;
    }
    if (complete) {
      one.durable.complete(null);
    }
    return one;
  }

  @Override
  public void onRoom(Runnable once) {
    throw new AssertionError("a thread waits for room");
  }

  @Override
  public void seal() {
    sealAfter(Duration.ZERO);
  }

  @Override
  public synchronized void sealAfter(Duration quiet) {
    delays.add(quiet);
  }

  @Override
  public void end(String partition) {}

  @Override
  public synchronized void fail(Throwable cause) {
    failure = cause;
  }
}
