// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.internal.metrics.InFlight;
import io.holdfast.core.internal.metrics.ReceiverMetrics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The way of a session's batches: open block, sealed blocks, the block being stored, durable, and
 * released once acknowledged. First in, first out all the way, so what is durable is always a
 * prefix of what was handed over.
 *
 * <p>Thread-safe: an owner hands batches in and takes durable ones out, a {@link StoreLane} takes
 * sealed blocks and reports what became of them. One lock, taken once a batch and once a block,
 * never once a record. After a failed block nothing more is stored.
 *
 * @param <T> the type of the records
 * @param <K> what a batch is acknowledged with
 */
final class BlockPipeline<T, K> implements InFlight {
  private final Clock clock;
  private final ReceiverMetrics metrics;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition laneMayGo = lock.newCondition();
  private final Condition changed = lock.newCondition();

  /** Apart from the others: a push source's session sleeps while its blocks come and go. */
  private final Condition ownerNeeded = lock.newCondition();

  /** Of the lane. */
  private final WakeUpDelay delay = new WakeUpDelay();

  private final Budget budget;
  private final BlockBuilder<T, K> open;
  private final Deque<Block<T, K>> sealed = new ArrayDeque<>();
  private List<Handed<T, K>> durable = new ArrayList<>();
  private List<Handed<T, K>> taken = new ArrayList<>();
  private Block<T, K> storing;
  private Block<T, K> failed;
  private Throwable failure;
  private boolean ended;
  private boolean abandoned;
  private boolean letGo;
  private boolean woken;

  BlockPipeline(ReceiverSettings settings, BlockIds ids, Clock clock, ReceiverMetrics metrics) {
    this.clock = clock;
    this.metrics = metrics;
    budget = new Budget(settings);
    open = new BlockBuilder<>(settings, ids);
  }

  /** How many records the budget has room for; 0 if a source must not be asked for more. */
  int room() {
    lock.lock();
    try {
      return budget.room();
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing is in flight: all that was handed over is acknowledged, or refused. */
  boolean isEmpty() {
    lock.lock();
    try {
      return budget.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the next batch begins a block, as it looks now. */
  boolean isBetweenBlocks() {
    lock.lock();
    try {
      return open.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Hands over a batch. Never blocks: whoever owns the source looks for room before it asks. */
  void submit(RecordBatch<T> batch, K ticket) {
    lock.lock();
    try {
      add(batch, ticket);
    } finally {
      lock.unlock();
    }
  }

  /** Whether {@link #offer} would take that batch now. */
  boolean admits(RecordBatch<T> batch) {
    lock.lock();
    try {
      return !ended && budget.admits(batch);
    } finally {
      lock.unlock();
    }
  }

  /** Hands over a batch if it fits into the budget, or is alone. */
  boolean offer(RecordBatch<T> batch, K ticket) {
    lock.lock();
    try {
      if (ended || !budget.admits(batch)) {
        return false;
      }
      add(batch, ticket);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void add(RecordBatch<T> batch, K ticket) {
    if (open.overlaps(batch)) {
      sealed.add(open.seal());
    }
    boolean begins = open.isEmpty();
    budget.take(batch);
    open.add(new Handed<>(batch, ticket, clock.nanoTime()));
    if (!letGo) {
      metrics.received(batch.records().size());
    }
    if (open.isFull()) {
      sealed.add(open.seal());
    }
    if (begins || !sealed.isEmpty()) { // else the lane sleeps until the open block's time is over
      laneMayGo.signal();
    }
  }

  /** Takes a batch back, if it is still in the open block. */
  boolean withdraw(K ticket) {
    lock.lock();
    try {
      Optional<Handed<T, K>> withdrawn = open.remove(ticket);
      if (withdrawn.isPresent()) {
        budget.release(withdrawn.get().batch());
        if (!letGo) {
          metrics.withdrawn(withdrawn.get().batch().records().size());
        }
      }
      return withdrawn.isPresent();
    } finally {
      lock.unlock();
    }
  }

  /** Seals the open block, however small it is. */
  void seal() {
    lock.lock();
    try {
      if (!open.isEmpty()) {
        sealed.add(open.seal());
        laneMayGo.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Seals the open block after so long, unless it is before; a later call moves the time. */
  void sealAfter(long nanos) {
    lock.lock();
    try {
      if (!open.isEmpty() && open.sealBy(clock.nanoTime() + nanos)) {
        laneMayGo.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the next block to store: a sealed one, or the open one once its time is over. Called
   * by the lane, which then reports {@link #stored} or {@link #failed}.
   *
   * @return null when nothing more is to be stored
   */
  Block<T, K> nextToStore() throws InterruptedException {
    lock.lock();
    try {
      while (!ended) {
        if (!sealed.isEmpty()) {
          storing = sealed.remove();
          return storing;
        }
        if (open.isEmpty()) {
          laneMayGo.await();
        } else {
          long now = clock.nanoTime();
          long nanos = open.nanosLeft(now) - delay.nanos();
          if (nanos <= 0) {
            sealed.add(open.seal());
          } else {
            clock.await(lock, laneMayGo, nanos);
            delay.waited(nanos, clock.nanoTime() - now);
          }
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Lets the lane wait so long before it stores its block; says whether it is still to do so. */
  boolean pauseLane(long nanos) throws InterruptedException {
    lock.lock();
    try {
      if (!ended) {
        clock.await(lock, laneMayGo, nanos);
      }
      return !ended;
    } finally {
      lock.unlock();
    }
  }

  /** The lane has not tried to store its block. */
  void putBack() {
    lock.lock();
    try {
      sealed.addFirst(storing);
      storing = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The lane's block is durable. */
  void stored() {
    lock.lock();
    try {
      durable.addAll(storing.handed());
      storing = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The lane's block failed, or nobody knows: nothing after it is stored, nor is it durable. */
  void failed(Throwable cause) {
    lock.lock();
    try {
      failure = cause;
      failed = storing;
      storing = null;
      ended = true;
      changed.signalAll();
      ownerNeeded.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What ended the storing, or null. */
  Throwable failure() {
    lock.lock();
    try {
      return failure;
    } finally {
      lock.unlock();
    }
  }

  /** Takes what has become durable, in order; to be given back to {@link #release}. */
  List<Handed<T, K>> takeDurable() {
    lock.lock();
    try {
      return durable.isEmpty() ? durable : take();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for something durable and takes it, in order; to be given back to {@link #release}.
   *
   * @return null when nothing more will become durable
   */
  List<Handed<T, K>> awaitDurable() throws InterruptedException {
    lock.lock();
    try {
      while (durable.isEmpty()) {
        if (abandoned || (ended && storing == null)) {
          return null;
        }
        changed.await();
      }
      return take();
    } finally {
      lock.unlock();
    }
  }

  private List<Handed<T, K>> take() {
    taken = durable;
    durable = new ArrayList<>();
    return taken;
  }

  /** Frees the budget of batches that are acknowledged. */
  void release(List<Handed<T, K>> acknowledged) {
    lock.lock();
    try {
      long records = free(acknowledged);
      if (!letGo) {
        metrics.acknowledged(records, acknowledged.get(0).sinceNanos());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Frees the budget of batches that are not acknowledged and never will be. */
  void refuse(List<Handed<T, K>> refused) {
    lock.lock();
    try {
      long records = free(refused);
      if (!letGo) {
        metrics.givenUp(records);
      }
    } finally {
      lock.unlock();
    }
  }

  private long free(List<Handed<T, K>> batches) {
    long before = budget.records();
    batches.forEach(batch -> budget.release(batch.batch()));
    if (batches == taken) {
      taken = new ArrayList<>();
    }
    changed.signalAll();
    return before - budget.records();
  }

  /**
   * Counts what is still in flight as given up, and nothing after that: the session is over,
   * whatever a source or a store that hangs may still do.
   */
  void letGo() {
    lock.lock();
    try {
      if (!letGo) {
        letGo = true;
        metrics.givenUp(budget.records());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until something is durable or has failed, or for {@link #wake}, at most so long. */
  void awaitChange(long nanos) throws InterruptedException {
    lock.lock();
    try {
      if (durable.isEmpty() && failure == null && !woken) {
        clock.await(lock, changed, nanos);
      }
      woken = false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until something has failed, or for {@link #wake}, at most so long: for an owner that
   * leaves what is durable to another thread.
   */
  void awaitNeeded(long nanos) throws InterruptedException {
    lock.lock();
    try {
      if (failure == null && !woken) {
        clock.await(lock, ownerNeeded, nanos);
      }
      woken = false;
    } finally {
      lock.unlock();
    }
  }

  /** Whether all that was handed over is durable. */
  boolean isStored() {
    lock.lock();
    try {
      return open.isEmpty() && sealed.isEmpty() && storing == null && failed == null;
    } finally {
      lock.unlock();
    }
  }

  /** Lets the lane finish the block it is storing, and no other. */
  void end() {
    lock.lock();
    try {
      ended = true;
      laneMayGo.signal();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #end}, and nobody waits any more for the block that is being stored. */
  void abandon() {
    lock.lock();
    try {
      abandoned = true;
      end();
    } finally {
      lock.unlock();
    }
  }

  /** Ends a wait for a change early, or the next one if there is none. */
  void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
      ownerNeeded.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing is in flight, at most until the deadline; says whether that is so. */
  boolean awaitEmpty(long deadlineNanos) throws InterruptedException {
    lock.lock();
    try {
      while (!budget.isEmpty()) {
        long nanos = deadlineNanos - clock.nanoTime();
        if (nanos <= 0 || abandoned) {
          return false;
        }
        clock.await(lock, changed, nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the lane stores nothing any more; says false after the deadline. */
  boolean awaitLane(long deadlineNanos) throws InterruptedException {
    lock.lock();
    try {
      while (storing != null && !abandoned) {
        long nanos = deadlineNanos - clock.nanoTime();
        if (nanos <= 0) {
          return false;
        }
        clock.await(lock, changed, nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** What may or may not be stored: the block that failed or still hangs; for an ended pipeline. */
  List<Handed<T, K>> ambiguous() {
    lock.lock();
    try {
      Block<T, K> block = failed != null ? failed : storing;
      return block == null ? new ArrayList<>() : block.handed();
    } finally {
      lock.unlock();
    }
  }

  /** What was never tried to be stored, in order; for an ended pipeline. */
  List<Handed<T, K>> notStored() {
    lock.lock();
    try {
      List<Handed<T, K>> rest = new ArrayList<>();
      sealed.forEach(block -> rest.addAll(block.handed()));
      sealed.clear();
      rest.addAll(open.discard());
      return rest;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long inFlightRecords() {
    lock.lock();
    try {
      return budget.records();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long inFlightBytes() {
    lock.lock();
    try {
      return budget.bytes();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int inFlightBlocks() {
    lock.lock();
    try {
      return sealed.size() + (storing == null ? 0 : 1) + (failed == null ? 0 : 1);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public OptionalLong oldestNanos() {
    lock.lock();
    try {
      return Stream.of(
              taken,
              durable,
              batchesOf(storing),
              batchesOf(failed),
              batchesOf(sealed.peek()),
              open.handed())
          .filter(batches -> !batches.isEmpty())
          .mapToLong(batches -> batches.get(0).sinceNanos())
          .findFirst();
    } finally {
      lock.unlock();
    }
  }

  private List<Handed<T, K>> batchesOf(Block<T, K> block) {
    return block == null ? new ArrayList<>() : block.handed();
  }
}
