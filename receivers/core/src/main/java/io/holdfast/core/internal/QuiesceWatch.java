// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Waits for the word to quiesce, on a thread of its own: a file system may hang, and whoever looks
 * for cancelled tasks and hanging sources must not hang with it. Single use.
 */
final class QuiesceWatch {
  /** The word is to be seen within 500 ms. */
  private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final long END_MILLIS = 100;

  private final QuiesceLook look;
  private final Runnable then;
  private final Clock clock;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition over = lock.newCondition();
  private boolean ended;
  private boolean looking;

  /** Runs something, once, when the look says yes. */
  QuiesceWatch(String name, QuiesceLook look, Runnable then, Clock clock) {
    this.look = look;
    this.then = then;
    this.clock = clock;
    thread = new Thread(this::live, name);
    thread.setDaemon(true);
  }

  /** Looks at once, in the caller's thread, and from then on, if the answer was no, in its own. */
  void start() {
    if (look.look()) {
      then.run();
      return;
    }
    lock.lock();
    try {
      if (!ended) {
        thread.start();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Looks no more; returns at once. */
  void end() {
    lock.lock();
    try {
      ended = true;
      over.signalAll();
      if (looking) {
        thread.interrupt(); // the file system may hang
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits a moment for the thread to end. Not for that thread. */
  void awaitEnd() throws InterruptedException {
    thread.join(END_MILLIS);
  }

  private void live() {
    try {
      while (pause()) {
        boolean told = look.look();
        if (endLook() && told) {
          then.run();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end
    }
  }

  /** Says whether what was seen still counts. */
  private boolean endLook() {
    lock.lock();
    try {
      looking = false;
      return !ended;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the next look; says whether there is to be one. */
  private boolean pause() throws InterruptedException {
    long until = clock.nanoTime() + GLANCE_NANOS;
    lock.lock();
    try {
      for (long rest = GLANCE_NANOS; rest > 0 && !ended; rest = until - clock.nanoTime()) {
        clock.await(lock, over, rest);
      }
      looking = !ended;
      return looking;
    } finally {
      lock.unlock();
    }
  }
}
