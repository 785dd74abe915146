// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.PoisonException;
import io.holdfast.core.PollingSource;
import io.holdfast.core.PushSource;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.Replay;
import io.holdfast.core.Source;
import io.holdfast.core.internal.metrics.ReceiverMetrics;
import io.holdfast.core.internal.metrics.SessionEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One life of a source: open, run, drain, close, on a thread of its own. Single use; what belongs
 * to it, the pipeline included, dies with it.
 */
final class Session<T> {
  private static final long LANE_MILLIS = 200;

  private final SparkDoor<T> door;
  private final ReceiverSettings settings;
  private final Replay replay;
  private final SourceOpener<T> opener;
  private final BlockIds ids;
  private final Clock clock;
  private final ReceiverMetrics metrics;
  private final SessionContext context;
  private final Thread thread;
  private final CountDownLatch ran = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  private volatile Source<T> source;
  private volatile BlockPipeline<T, ?> pipeline;
  private volatile SourceDriver driver;
  private final List<Thread> lanes = new ArrayList<>();
  private volatile SourceCall ownCall;
  private volatile long drainDeadlineNanos;
  private volatile Throwable failure;

  Session(
      long number,
      SparkDoor<T> door,
      ReceiverSettings settings,
      Replay replay,
      SourceOpener<T> opener,
      BlockIds ids,
      Clock clock,
      ReceiverMetrics metrics) {
    this.door = door;
    this.settings = settings;
    this.replay = replay;
    this.opener = opener;
    this.ids = ids;
    this.clock = clock;
    this.metrics = metrics;
    context = new SessionContext(door, number, settings, clock, metrics);
    thread = daemon("session", this::live);
  }

  void start() {
    thread.start();
  }

  /** Asks the session to drain and close; returns at once. Asked again, it does nothing. */
  synchronized void stop(long drainDeadlineNanos) {
    if (context.isStopping()) {
      return;
    }
    this.drainDeadlineNanos = drainDeadlineNanos;
    context.stop();
    if (source instanceof PollingSource<?, ?> polling) {
      try {
        polling.wakeup();
      } catch (Throwable t) {
        context.reportError("The source's wakeup threw " + t, t);
      }
    }
    if (pipeline != null) {
      pipeline.wake();
    }
  }

  /** Waits until the source is no longer used but for being closed; says false after so long. */
  boolean awaitRun(long nanos) throws InterruptedException {
    return ran.await(nanos, TimeUnit.NANOSECONDS);
  }

  /** Waits until the source is closed; says false after so long. */
  boolean awaitClosed(long nanos) throws InterruptedException {
    return closed.await(nanos, TimeUnit.NANOSECONDS);
  }

  /** Waits until a session that has run stores nothing any more; says false after so long. */
  boolean awaitLane(long nanos) throws InterruptedException {
    return pipeline == null || pipeline.awaitLane(clock.nanoTime() + nanos);
  }

  /** Gives the session up: nothing more is stored, and whatever the source does, not committed. */
  void fence() {
    context.fence();
    if (pipeline != null) {
      pipeline.abandon();
    }
    endMetrics();
    thread.interrupt();
  }

  /** What is in flight will not be acknowledged any more, and the source has no figures. */
  private void endMetrics() {
    if (pipeline != null) {
      pipeline.letGo();
    }
    context.endMetrics();
  }

  /** Whether the caller is this session's thread. */
  boolean isCurrentThread() {
    return Thread.currentThread() == thread;
  }

  long number() {
    return context.session();
  }

  /** The call into the source that is running, if one is. */
  Optional<SourceCall> doing() {
    SourceCall own = ownCall;
    SourceDriver current = driver;
    return Optional.ofNullable(own != null || current == null ? own : current.doing());
  }

  /** What ended the session, or null after a stop and while its source hangs. */
  Throwable failure() {
    return failure;
  }

  /** Why the session ended, if it was not given up. */
  SessionEnd end() {
    if (poison() != null) {
      return SessionEnd.POISON;
    }
    if (failure == null) {
      return SessionEnd.STOP;
    }
    return failure instanceof StoreFailure ? SessionEnd.STORE_FAILURE : SessionEnd.SOURCE_FAILURE;
  }

  /** Why the session ended, for a person. */
  String reason() {
    Throwable cause = failure;
    return cause == null ? "its source hangs" : cause.getMessage();
  }

  /** The poison that ended the session, or null. */
  PoisonException poison() {
    return context.poison();
  }

  private void live() {
    try {
      open();
      run();
    } catch (Throwable t) {
      failure = t;
    } finally {
      endMetrics();
      ran.countDown();
      close();
      joinLanes();
      closed.countDown();
    }
  }

  private void open() throws SourceFailure {
    ownCall = new SourceCall("open", clock.nanoTime());
    try {
      source = opener.open(context);
    } catch (Throwable t) {
      throw new SourceFailure("open", t);
    } finally {
      ownCall = null;
    }
    if (source == null) {
      throw new SourceFailure("open", "returned null");
    }
  }

  private void run() throws Exception {
    if (source instanceof PollingSource<T, ?> polling) {
      driver = driverOf(polling);
    } else {
      driver = driverOf((PushSource<T>) source);
    }
    try {
      context.throwIfFenced(); // while it was opened, and so before there was a pipeline to abandon
      driver.begin();
      while (!context.isStopping()) {
        driver.step();
        context.throwPoison();
        context.throwIfFenced();
      }
      CrashPoints.reach(CrashPoint.DRAINING);
      driver.drain(drainDeadlineNanos);
    } catch (Throwable t) {
      // The replay must not overtake a block that is still being stored.
      giveUp(clock.nanoTime() + settings.drainTimeout().toNanos());
      throw t;
    }
    giveUp(drainDeadlineNanos); // what the drain did not get to
  }

  private <P> SourceDriver driverOf(PollingSource<T, P> polling) {
    BlockPipeline<T, P> typed = beginPipeline();
    PollDriver<T, P> made = new PollDriver<>(polling, typed, door, clock, context, metrics);
    context.serve(typed, made);
    return made;
  }

  private SourceDriver driverOf(PushSource<T> pushing) {
    BlockPipeline<T, PushSubmission> typed = beginPipeline();
    PushIntake<T> intake = new PushIntake<>(typed, door, settings.patience().toNanos(), clock);
    context.serve(typed, null);
    startLane("ack", new AckLane<>(typed, intake, context));
    return new PushDriver<>(pushing, typed, intake, clock, metrics);
  }

  private <K> BlockPipeline<T, K> beginPipeline() {
    BlockPipeline<T, K> typed = new BlockPipeline<>(settings, ids, clock, metrics);
    pipeline = typed;
    metrics.follow(context.session(), typed);
    startLane("store", new StoreLane<>(door, typed, replay, clock, metrics));
    return typed;
  }

  private void giveUp(long laneDeadlineNanos) throws InterruptedException {
    pipeline.end();
    boolean unused = pipeline.awaitLane(laneDeadlineNanos);
    driver.giveUp();
  }

  private void close() {
    if (source != null) {
      closeSource();
    }
    context.closeDeadLetters();
  }

  private void closeSource() {
    ownCall = new SourceCall("close", clock.nanoTime());
    try {
      source.close();
    } catch (Throwable t) {
      context.reportError("The source's close threw " + t, t);
    } finally {
      ownCall = null;
    }
  }

  private void startLane(String role, Runnable body) {
    Thread lane = daemon(role, body);
    lanes.add(lane);
    lane.start();
  }

  /** So that no thread is left after a stop, unless a store hangs. */
  private void joinLanes() {
    try {
      for (Thread lane : lanes) {
        lane.join(LANE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the session was given up
    }
  }

  private Thread daemon(String role, Runnable body) {
    String name = "holdfast-%d-%s-%d".formatted(door.streamId(), role, context.session());
    Thread made = new Thread(body, name);
    made.setDaemon(true);
    return made;
  }
}
