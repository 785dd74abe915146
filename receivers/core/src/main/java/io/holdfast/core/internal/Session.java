// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.PoisonException;
import io.holdfast.core.PollingSource;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.Replay;
import io.holdfast.core.Source;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a source: open, run, drain, close, on a thread of its own. Single use; what belongs
 * to it, the pipeline included, dies with it.
 */
final class Session<T> {
  private static final Logger log = LoggerFactory.getLogger(Session.class);

  private final SparkDoor<T> door;
  private final ReceiverSettings settings;
  private final Replay replay;
  private final SourceOpener<T> opener;
  private final BlockIds ids;
  private final Clock clock;
  private final SessionContext context;
  private final Thread thread;
  private final CountDownLatch ran = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  private volatile Source<T> source;
  private volatile long drainDeadlineNanos;
  private volatile Throwable failure;

  Session(
      long number,
      SparkDoor<T> door,
      ReceiverSettings settings,
      Replay replay,
      SourceOpener<T> opener,
      BlockIds ids,
      Clock clock) {
    this.door = door;
    this.settings = settings;
    this.replay = replay;
    this.opener = opener;
    this.ids = ids;
    this.clock = clock;
    context = new SessionContext(door, number, settings.poison(), clock);
    thread = daemon("session-" + number, this::live);
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
        log.warn("Stream {}: the source's wakeup threw", door.streamId(), t);
      }
    }
  }

  /** Waits until the source is no longer used but for being closed. */
  void awaitRun() throws InterruptedException {
    ran.await();
  }

  /** As {@link #awaitRun()}, but says false after so long. */
  boolean awaitRun(long millis) throws InterruptedException {
    return ran.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Waits until the source is closed; says false after so long. */
  boolean awaitClosed(long millis) throws InterruptedException {
    return closed.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Gives up a session whose source hangs: whatever it does later, it commits nothing. */
  void fence() {
    context.fence();
    thread.interrupt();
  }

  /** Whether the caller is this session's thread. */
  boolean isCurrentThread() {
    return Thread.currentThread() == thread;
  }

  long number() {
    return context.session();
  }

  /** What the session is about, in a word. */
  String doing() {
    if (source == null) {
      return "open";
    }
    return ran.getCount() == 0 ? "close" : "poll or commit";
  }

  /** What ended the session, or null after a stop. To be asked once it has run. */
  Throwable failure() {
    return failure;
  }

  /** The poison that ended the session, or null. */
  PoisonException poison() {
    return context.poison();
  }

  private void live() {
    try {
      open();
      if (source instanceof PollingSource<T, ?> polling) {
        run(polling);
      }
    } catch (Throwable t) {
      failure = t;
    } finally {
      ran.countDown();
      close();
      closed.countDown();
    }
  }

  private void open() throws SourceFailure {
    try {
      source = opener.open(context);
    } catch (Throwable t) {
      throw new SourceFailure("open", t);
    }
    if (source == null) {
      throw new SourceFailure("open", "returned null");
    }
  }

  private <P> void run(PollingSource<T, P> polling) throws Exception {
    BlockPipeline<T, P> pipeline = new BlockPipeline<>(settings, ids, clock);
    PollDriver<T, P> driver = new PollDriver<>(polling, pipeline, door, clock, context);
    daemon("store-" + context.session(), new StoreLane<>(door, pipeline, replay)).start();
    try {
      while (!context.isStopping()) {
        driver.step();
      }
      driver.drain(drainDeadlineNanos);
      pipeline.end();
    } catch (Throwable t) {
      pipeline.end();
      giveUp(pipeline, driver);
      throw t;
    }
  }

  /** Commits what is durable all the same, so that it does not come again, and lets go the rest. */
  private <P> void giveUp(BlockPipeline<T, P> pipeline, PollDriver<T, P> driver) {
    try {
      // The replay must not overtake a block that is still being stored.
      pipeline.awaitLane(clock.nanoTime() + settings.drainTimeout().toNanos());
      driver.commitDurable();
    } catch (Throwable t) {
      log.warn("Stream {}: what is durable could not be committed", door.streamId(), t);
    }
    try {
      driver.abandon();
    } catch (Throwable t) {
      log.warn("Stream {}: the source's abandon threw", door.streamId(), t);
    }
  }

  private void close() {
    if (source == null) {
      return;
    }
    try {
      source.close();
    } catch (Throwable t) {
      log.warn("Stream {}: the source's close threw", door.streamId(), t);
    }
  }

  private Thread daemon(String role, Runnable body) {
    Thread made = new Thread(body, "holdfast-" + door.streamId() + "-" + role);
    made.setDaemon(true);
    return made;
  }
}
