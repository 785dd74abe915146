// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.StopReport;
import io.holdfast.core.internal.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a job that has a checkpoint directory: tells its receivers to quiesce, waits until the last
 * block of each is in a completed batch, and then stops it, not gracefully.
 *
 * <p>Spark's own graceful stop closes the driver's log before the last blocks have got their batch,
 * which they then never get: it waits in vain, and without a receiver log they are lost.
 *
 * <p>One thread of its own does it, made when the job starts: Spark refuses to be stopped by a
 * listener or by any thread that a listener made. It happens once, whoever asks and how often.
 */
final class QuiesceThenStop {
  private static final Logger log = LoggerFactory.getLogger(QuiesceThenStop.class);
  private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** On top of the patience: Spark waits 10 s for receivers and 2 s for what runs. */
  static final Duration LEEWAY = Duration.ofSeconds(20);

  private final StoppableJob job;
  private final QuiescedStreams streams;
  private final Clock clock;
  private final CountDownLatch done = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean asked;
  private long deadlineNanos;
  private volatile StopReport report;

  QuiesceThenStop(StoppableJob job, QuiescedStreams streams, Clock clock) {
    this.job = job;
    this.streams = streams;
    this.clock = clock;
  }

  /** Waits for somebody to ask, on a thread that ends with the job, and runs something then. */
  void start(Runnable then) {
    Thread thread = new Thread(() -> live(then), "holdfast-stop");
    thread.setDaemon(true);
    thread.start();
  }

  /** Asks for the stop, unless somebody has; says whether nobody had. */
  boolean order(Duration patience) {
    lock.lock();
    try {
      if (asked) {
        return false;
      }
      ask(patience);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Stops the streaming, leaves the Spark context running, and returns when that is done: soon
   * after the patience at the latest. Asked again, by whatever thread, it waits for the same stop;
   * the shortest patience counts.
   *
   * @throws IllegalStateException if the stop hangs, as with the file system
   */
  StopReport stop(Duration patience) throws InterruptedException {
    lock.lock();
    try {
      ask(patience);
    } finally {
      lock.unlock();
    }
    if (!done.await(patience.plus(LEEWAY).toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("The job has not stopped in time; what it waits for hangs");
    }
    return report;
  }

  private void ask(Duration patience) {
    long deadline = clock.nanoTime() + patience.toNanos();
    if (!asked || deadline - deadlineNanos < 0) {
      deadlineNanos = deadline;
    }
    asked = true;
    changed.signalAll();
  }

  private void live(Runnable then) {
    try {
      if (awaitAsked()) {
        quiesce();
      }
      if (!job.isStopped()) {
        job.stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does
    } finally {
      report = report();
      job.end();
      done.countDown();
      then.run();
    }
  }

  /** Says false if the job was stopped by somebody else. */
  private boolean awaitAsked() throws InterruptedException {
    lock.lock();
    try {
      while (!asked && !job.isStopped()) {
        clock.await(lock, changed, GLANCE_NANOS);
      }
      return asked;
    } finally {
      lock.unlock();
    }
  }

  private void quiesce() throws InterruptedException {
    try {
      job.quiesce();
    } catch (IOException e) {
      log.error("The job is stopped at once: its receivers cannot be told to quiesce", e);
      return;
    }
    log.info("The job quiesces, then it stops");
    lock.lock();
    try {
      while (!streams.areAll() && !job.isStopped() && deadlineNanos - clock.nanoTime() > 0) {
        clock.await(lock, changed, GLANCE_NANOS);
      }
    } finally {
      lock.unlock();
    }
  }

  private StopReport report() {
    Set<Integer> undrained = streams.areAll() ? Collections.emptySet() : streams.undrained();
    StopReport made = new StopReport(job.leftRecords(), job.keepsRecords(), undrained);
    if (made.isComplete()) {
      log.info("The job is stopped: {}", made);
    } else {
      log.warn("The job is stopped: {}", made);
    }
    return made;
  }
}
