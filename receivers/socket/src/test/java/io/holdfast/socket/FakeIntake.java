// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An intake of which a test says what becomes durable. Thread-safe. */
final class FakeIntake implements Intake<String> {
  private final List<String> records = new CopyOnWriteArrayList<>();
  private final List<CompletableFuture<Void>> stages = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final List<Runnable> callbacks = new ArrayList<>();
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private final AtomicInteger seals = new AtomicInteger();
  private final List<Duration> delays = new CopyOnWriteArrayList<>();
  private final AtomicInteger tries = new AtomicInteger();
  private volatile boolean storing;
  private int room = Integer.MAX_VALUE;
  private volatile Runnable onSubmit = () -> {};

  /** What was taken, in order. */
  List<String> records() {
    return records;
  }

  /** How many batches were taken and not forgotten. */
  int batches() {
    return stages.size();
  }

  List<Throwable> failures() {
    return failures;
  }

  /** The partitions that have ended. */
  List<String> ended() {
    return ended;
  }

  /** How often somebody has tried to hand over a batch. */
  int tries() {
    return tries.get();
  }

  int seals() {
    return seals.get();
  }

  /** After how long the open block was to be sealed, each time that this was said. */
  List<Duration> delays() {
    return delays;
  }

  /** The batch of that index, from 0, is durable. */
  void store(int index) {
    stages.get(index).complete(null);
  }

  /** All that was taken is durable. */
  void storeAll() {
    stages.forEach(stage -> stage.complete(null));
  }

  /** From now on all that comes is durable at once. */
  void storeAtOnce() {
    storing = true;
  }

  /** Lets go of what was taken and is durable. */
  synchronized void forget() {
    stages.removeIf(CompletableFuture::isDone);
    records.clear();
  }

  /** That batch is not. */
  void refuse(int index) {
    stages.get(index).completeExceptionally(new NotStoredException("refused", false, null));
  }

  /** What to do when a batch comes, before it is taken. */
  void onSubmit(Runnable onSubmit) {
    this.onSubmit = onSubmit;
  }

  /** Takes no more than so many batches in all. */
  void room(int batches) {
    List<Runnable> due;
    synchronized (this) {
      room = batches;
      due = new ArrayList<>(callbacks);
      callbacks.clear();
    }
    due.forEach(Runnable::run);
  }

  @Override
  public Submission submit(String partition, RecordBatch<String> batch) {
    throw new AssertionError("an event loop must not wait");
  }

  @Override
  public synchronized Optional<Submission> trySubmit(String partition, RecordBatch<String> batch) {
    tries.incrementAndGet();
    if (stages.size() >= room) {
      return Optional.empty();
    }
    onSubmit.run();
    CompletableFuture<Void> stage = new CompletableFuture<>();
    stages.add(stage);
    records.addAll(batch.records());
    if (storing) {
      stage.complete(null);
    }
    return Optional.of(
        new Submission() {
          @Override
          public CompletionStage<Void> durable() {
            return stage;
          }

          @Override
          public boolean withdraw() {
            return false;
          }
        });
  }

  @Override
  public synchronized void onRoom(Runnable once) {
    if (stages.size() < room) {
      once.run();
    } else {
      callbacks.add(once);
    }
  }

  @Override
  public void seal() {
    seals.incrementAndGet();
  }

  @Override
  public void sealAfter(Duration quiet) {
    delays.add(quiet);
  }

  @Override
  public void end(String partition) {
    ended.add(partition);
  }

  @Override
  public void fail(Throwable cause) {
    failures.add(cause);
  }
}
