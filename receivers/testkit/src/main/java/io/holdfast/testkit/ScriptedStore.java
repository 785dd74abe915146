// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.testkit.Event.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The part of Spark that keeps blocks, by a script: it holds them, fails them, loses a reply, or
 * takes its time. It outlives the copies of a receiver, as the driver and its log do. Thread-safe.
 *
 * @param <T> the type of the records
 */
final class ScriptedStore<T> {

  /** How a store can fail. */
  enum Failure {
    /** The block is nowhere. */
    BEFORE_LOG,
    /** The log has the block; the driver never hears of it, so no batch will hold it. */
    AFTER_LOG,
    /** The block is stored and will be in a batch, and the receiver is told that it failed. */
    REPLY_LOST
  }

  private static final Duration SEALED_PATIENCE = Duration.ofMillis(20);

  private final EventLog log;
  private final List<T> durable = new ArrayList<>();
  private final Deque<Failure> failures = new ArrayDeque<>();
  private boolean held;
  private int permits;
  private long slowNanos;
  private volatile long rateLimit = Long.MAX_VALUE;

  ScriptedStore(EventLog log) {
    this.log = log;
  }

  /** Holds every block from now on, until it is released. */
  void hold() {
    synchronized (log) {
      held = true;
      permits = 0;
    }
  }

  /** Lets so many blocks pass of those that are held, now or later. */
  void release(int blocks) {
    synchronized (log) {
      permits += blocks;
      log.notifyAll();
    }
  }

  /** Holds nothing any more. */
  void release() {
    synchronized (log) {
      held = false;
      log.notifyAll();
    }
  }

  /** The next stores fail so, one after the other. */
  void failNext(Failure... kinds) {
    synchronized (log) {
      failures.addAll(Arrays.asList(kinds));
    }
  }

  /** Every store takes so long. */
  void slow(Duration duration) {
    synchronized (log) {
      slowNanos = duration.toNanos();
    }
  }

  /** The limit that Spark's back-pressure asks for, in records per second. */
  void rateLimit(long recordsPerSecond) {
    rateLimit = recordsPerSecond;
  }

  long rateLimit() {
    return rateLimit;
  }

  /** Every record of every durable block, in their order; repeated ones are there again. */
  List<T> durable() {
    synchronized (log) {
      return new ArrayList<>(durable);
    }
  }

  /** Stores a block, or does what the script says instead; blocks as long as it says. */
  void store(Copy<T> copy, List<T> records) {
    log.add(Kind.STORING, copy.number(), 0, records);
    awaitMore(copy);
    copy.at(CrashPoint.SEALED);
    copy.at(CrashPoint.BEFORE_LOG);
    awaitTurn(copy);
    Failure failure = nextFailure();
    if (failure == Failure.BEFORE_LOG) {
      fail(copy, records, "Could not store the block");
    }
    copy.at(CrashPoint.AFTER_LOG);
    if (failure == Failure.AFTER_LOG) {
      fail(copy, records, "Failed to add block to receiver tracker.");
    }
    keep(copy, records);
    copy.at(CrashPoint.REPLY_LOST);
    if (failure == Failure.REPLY_LOST) {
      fail(copy, records, "The driver did not reply in time");
    }
    copy.at(CrashPoint.DURABLE);
  }

  /** If the copy is to die with blocks behind the one being stored, gives it time to make them. */
  private void awaitMore(Copy<T> copy) {
    if (copy.isArmed(CrashPoint.SEALED)) {
      try {
        log.await(
            log.size(),
            event -> event.kind() == Kind.POLLED || event.kind() == Kind.SUBMITTED,
            SEALED_PATIENCE);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  private void awaitTurn(Copy<T> copy) {
    synchronized (log) {
      try {
        while (held && permits == 0 && !copy.isDead()) {
          log.wait();
        }
        permits = held ? permits - 1 : permits;
        long until = System.nanoTime() + slowNanos;
        for (long rest = slowNanos; rest > 0 && !copy.isDead(); rest = until - System.nanoTime()) {
          TimeUnit.NANOSECONDS.timedWait(log, rest);
        }
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
      copy.throwIfDead();
    }
  }

  private Failure nextFailure() {
    synchronized (log) {
      return failures.poll();
    }
  }

  private void keep(Copy<T> copy, List<T> records) {
    synchronized (log) {
      copy.throwIfDead();
      durable.addAll(records);
      log.add(Kind.DURABLE, copy.number(), 0, records);
    }
  }

  private void fail(Copy<T> copy, List<T> records, String message) {
    log.add(Kind.STORE_FAILED, copy.number(), 0, records);
    throw new IllegalStateException(message);
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("a store was interrupted", e);
  }
}
