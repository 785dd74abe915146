// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.Source;
import io.holdfast.testkit.Event.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import scala.Option;

/**
 * One life of a receiver: a copy that has travelled, was started, and can be killed. Thread-safe.
 *
 * <p>A kill fences the copy, cuts the network, and stops what is left of the copy at leisure, since
 * the operating system would release what it holds.
 *
 * @param <T> the type of the records
 */
final class Copy<T> {
  private static final Option<Throwable> NO_ERROR = Option.empty();

  private final int number;
  private final Rig<T> rig;
  private final ScriptedSupervisor<T> supervisor;
  private final ObservedReceiver<T> receiver;
  private final AtomicReference<CrashPoint> armed = new AtomicReference<>();
  private final AtomicReference<Runnable> onSourceThread = new AtomicReference<>();
  private volatile boolean dead;
  private volatile CompletableFuture<Void> stop;

  Copy(int number, ObservedReceiver<T> receiver, Rig<T> rig) {
    this.number = number;
    this.rig = rig;
    this.receiver = receiver;
    receiver.number(number);
    supervisor = new ScriptedSupervisor<>(this, receiver, rig.log(), rig.store());
  }

  int number() {
    return number;
  }

  ObservedReceiver<T> receiver() {
    return receiver;
  }

  EventLog log() {
    return rig.log();
  }

  /** Spark's own supervisor code starts it. */
  void start() {
    supervisor.start();
    if (supervisor.stoppingError() != null) {
      throw new IllegalStateException(
          "the receiver could not be started", supervisor.stoppingError());
    }
  }

  /** Spark restarts it, as on an error; returns at once. */
  void restart() {
    supervisor.restartReceiver("the law asks for it", NO_ERROR, 0);
  }

  /** Calls the receiver's stop in the calling thread. */
  void stopHere() {
    receiver.onStop();
  }

  /** Spark stops it; the future completes when it has returned. */
  synchronized CompletableFuture<Void> stop() {
    if (stop == null) {
      log().add(Kind.STOPPING, number, 0, List.of());
      stop = new CompletableFuture<>();
      Thread thread = new Thread(this::runStop, "testkit-stop-" + number);
      thread.setDaemon(true);
      thread.start();
    }
    return stop;
  }

  private void runStop() {
    try {
      supervisor.stop("the law asks for it", NO_ERROR);
      stop.complete(null);
    } catch (Throwable t) {
      stop.completeExceptionally(t);
    } finally {
      log().add(Kind.STOPPED, number, 0, List.of());
    }
  }

  /** From now on nothing of this copy counts. Any thread, any number of times. */
  void kill() {
    synchronized (log()) {
      if (dead) {
        return;
      }
      dead = true;
      log().add(Kind.KILLED, number, 0, List.of());
    }
    rig.sever();
    var unused = stop();
  }

  /** The copy dies when it next comes to that point. */
  void arm(CrashPoint point) {
    armed.set(point);
  }

  boolean isArmed(CrashPoint point) {
    return armed.get() == point;
  }

  /** The copy is at that point. */
  void at(CrashPoint point) {
    if (armed.compareAndSet(point, null)) {
      kill();
    }
    throwIfDead();
  }

  boolean isDead() {
    return dead;
  }

  void throwIfDead() {
    if (dead) {
      throw new Killed();
    }
  }

  /** Waits until the copy is dead; says whether it was in time. */
  boolean awaitKill(Duration atMost) throws InterruptedException {
    return log().await(0, event -> event.kind() == Kind.KILLED && event.copy() == number, atMost);
  }

  /** The answer that is written next goes nowhere, and then the copy dies. */
  void loseAnswer() {
    if (armed.compareAndSet(CrashPoint.ANSWER_LOST, CrashPoint.AFTER_COMMIT)) {
      rig.sever();
    }
  }

  /** Throws what the law wants that method to throw. */
  void fault(String method) throws Exception {
    rig.faults().throwIn(method);
  }

  /** As {@link #fault}, where only unchecked exceptions can come. */
  void faultUnchecked(String method) {
    rig.faults().throwUncheckedIn(method);
  }

  /** Something for the thread that polls or submits next. */
  void onSourceThread(Runnable task) {
    onSourceThread.set(task);
  }

  void onSourceThread() {
    Runnable task = onSourceThread.getAndSet(null);
    if (task != null) {
      task.run();
    }
  }

  void afterCommit() {
    rig.afterCommit();
  }

  void opened(Source<T> source) {
    rig.opened(source);
  }

  /** Closes a source, also one of a dead copy, whose process the operating system cleans up. */
  void close(Source<T> source, long session) throws Exception {
    log().add(Kind.CLOSING, number, session, List.of());
    try {
      at(CrashPoint.CLOSING);
      fault("close");
    } finally {
      source.close(); // the law breaks the call, not what it releases
      log().add(Kind.CLOSED, number, session, List.of());
    }
  }
}
