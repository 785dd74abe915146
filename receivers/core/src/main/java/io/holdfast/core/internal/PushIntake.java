// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.Intake;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.Submission;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of a push source's session: lets batches in while there is room, and makes the others
 * wait by turns of their partitions. Thread-safe.
 *
 * <p>Its lock is taken before the pipeline's, never the other way round, and is not held while a
 * callback runs.
 */
final class PushIntake<T> implements Intake<T> {
  private static final Logger log = LoggerFactory.getLogger(PushIntake.class);

  private final BlockPipeline<T, PushSubmission> pipeline;
  private final RateGate rate;
  private final SparkDoor<T> door;
  private final Clock clock;
  private final long patienceNanos;
  private final ReentrantLock lock = new ReentrantLock();

  /** Who waits, by partition; the first partition is the next to be let in. */
  private final Map<String, Deque<Waiter<T>>> waiting = new LinkedHashMap<>();

  private final List<Runnable> callbacks = new ArrayList<>();

  /** The smallest batch that found no room since the last callbacks, or null. */
  private RecordBatch<T> missed;

  private String refusal;
  private Throwable failure;

  PushIntake(
      BlockPipeline<T, PushSubmission> pipeline,
      SparkDoor<T> door,
      long patienceNanos,
      Clock clock) {
    this.pipeline = pipeline;
    this.door = door;
    this.patienceNanos = patienceNanos;
    this.clock = clock;
    rate = new RateGate(clock.nanoTime());
  }

  @Override
  public Submission submit(String partition, RecordBatch<T> batch) throws InterruptedException {
    check(partition, batch);
    RecordBatch<T> packed = door.packing().pack(batch); // while others can go on
    lock.lockInterruptibly();
    try {
      PushSubmission submission = new PushSubmission(pipeline);
      if (refusal != null) {
        submission.fail(refusal, false, failure);
      } else if (!waiting.isEmpty() || !admit(packed, submission)) {
        await(partition, new Waiter<>(packed, submission, lock.newCondition()));
      }
      return submission;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<Submission> trySubmit(String partition, RecordBatch<T> batch) {
    check(partition, batch);
    RecordBatch<T> packed = door.packing().pack(batch); // while others can go on
    lock.lock();
    try {
      PushSubmission submission = new PushSubmission(pipeline);
      if (refusal != null) {
        submission.fail(refusal, false, failure);
      } else if (!waiting.isEmpty() || !admit(packed, submission)) {
        if (missed == null || batch.bytes() < missed.bytes()) {
          missed = batch;
        }
        return Optional.empty();
      }
      return Optional.of(submission);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onRoom(Runnable once) {
    Objects.requireNonNull(once, "onRoom without a callback");
    lock.lock();
    try {
      callbacks.add(once);
      wakeIfLimited();
    } finally {
      lock.unlock();
    }
    letIn();
  }

  @Override
  public void seal() {
    pipeline.seal();
  }

  @Override
  public void sealAfter(Duration quiet) {
    pipeline.sealAfter(quiet.toNanos());
  }

  @Override
  public void end(String partition) {
    lock.lock();
    try {
      Deque<Waiter<T>> gone = waiting.remove(partition);
      if (gone != null) {
        gone.forEach(waiter -> waiter.refuse("its partition has ended", null));
      }
    } finally {
      lock.unlock();
    }
    letIn();
  }

  @Override
  public void fail(Throwable reason) {
    // Without a reason the session is to end all the same.
    Throwable cause = reason == null ? new NullPointerException("fail without a cause") : reason;
    lock.lock();
    try {
      if (failure == null) {
        failure = cause;
      }
    } finally {
      lock.unlock();
    }
    refuse("the source has failed");
    pipeline.wake();
  }

  private static void check(String partition, RecordBatch<?> batch) {
    Objects.requireNonNull(partition, "a submission without a partition");
    Objects.requireNonNull(batch, "a submission without a batch");
  }

  /** What the source has failed with, or null. */
  Throwable failure() {
    lock.lock();
    try {
      return failure;
    } finally {
      lock.unlock();
    }
  }

  /** Lets nobody in any more, and those who wait go. */
  void refuse(String reason) {
    lock.lock();
    try {
      if (refusal == null) {
        refusal = reason;
      }
      waiting.values().forEach(queue -> queue.forEach(w -> w.refuse(reason, failure)));
      waiting.clear();
    } finally {
      lock.unlock();
    }
    letIn();
  }

  /**
   * Lets in whom there is room for; to be called whenever there may be some.
   *
   * @return how long until the rate limit may let in the next one, or {@link Long#MAX_VALUE} if
   *     nobody waits for it
   */
  long letIn() {
    List<Runnable> due = new ArrayList<>();
    long rateWait;
    lock.lock();
    try {
      boolean room = true;
      while (room && !waiting.isEmpty()) {
        room = letInNext();
      }
      rateWait = rateWait();
      if (refusal != null || (waiting.isEmpty() && rateWait == 0 && hasRoom())) {
        due.addAll(callbacks);
        callbacks.clear();
        missed = null;
      }
      if (rateWait == 0 || (waiting.isEmpty() && callbacks.isEmpty())) {
        rateWait = Long.MAX_VALUE; // whoever waits, waits for room
      }
    } finally {
      lock.unlock();
    }
    due.forEach(PushIntake::call);
    return rateWait;
  }

  /**
   * Whether a callback is worth it. With less room than was missed, an event loop would try in
   * vain, ask again, be called again, and keep a processor busy with it.
   */
  private boolean hasRoom() {
    return missed == null ? pipeline.room() > 0 : pipeline.admits(missed);
  }

  /** Lets in the first of the next partition, which then is the last partition. */
  private boolean letInNext() {
    Iterator<Map.Entry<String, Deque<Waiter<T>>>> partitions = waiting.entrySet().iterator();
    Map.Entry<String, Deque<Waiter<T>>> next = partitions.next();
    Deque<Waiter<T>> queue = next.getValue();
    Waiter<T> waiter = queue.element();
    if (!admit(waiter.batch, waiter.submission)) {
      return false;
    }
    waiter.letIn();
    queue.remove();
    partitions.remove();
    if (!queue.isEmpty()) {
      waiting.put(next.getKey(), queue);
    }
    return true;
  }

  private boolean admit(RecordBatch<T> batch, PushSubmission submission) {
    if (rateWait() > 0 || !pipeline.offer(batch, submission)) {
      return false;
    }
    rate.charge(batch.records().size());
    return true;
  }

  /** The session thread may sleep for longer than the rate limit makes one wait. */
  private void wakeIfLimited() {
    if (rateWait() > 0) {
      pipeline.wake();
    }
  }

  private long rateWait() {
    return rate.nanosToWait(door.rateLimit(), clock.nanoTime());
  }

  private void await(String partition, Waiter<T> waiter) throws InterruptedException {
    waiting.computeIfAbsent(partition, name -> new ArrayDeque<>()).add(waiter);
    wakeIfLimited();
    long until = clock.nanoTime() + patienceNanos;
    try {
      while (!waiter.done) {
        long rest = until - clock.nanoTime();
        if (rest <= 0) {
          waiter.refuse("there was no room for it in time", null);
          leave(partition, waiter);
        } else {
          clock.await(lock, waiter.turn, rest);
        }
      }
    } catch (InterruptedException e) {
      if (waiter.done) {
        Thread.currentThread().interrupt(); // it was let in before the interrupt
      } else {
        leave(partition, waiter);
        throw e;
      }
    }
  }

  private void leave(String partition, Waiter<T> waiter) {
    Deque<Waiter<T>> queue = waiting.get(partition);
    if (queue != null && queue.remove(waiter) && queue.isEmpty()) {
      waiting.remove(partition);
    }
  }

  private static void call(Runnable callback) {
    try {
      callback.run();
    } catch (Throwable t) {
      log.warn("A callback for room threw", t);
    }
  }

  /** One who waits; guarded by the lock of the intake. */
  private static final class Waiter<T> {
    private final RecordBatch<T> batch;
    private final PushSubmission submission;
    private final Condition turn;
    private boolean done;

    Waiter(RecordBatch<T> batch, PushSubmission submission, Condition turn) {
      this.batch = batch;
      this.submission = submission;
      this.turn = turn;
    }

    void letIn() {
      done = true;
      turn.signal();
    }

    void refuse(String reason, Throwable cause) {
      submission.fail(reason, false, cause);
      done = true;
      turn.signal();
    }
  }
}
