// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.Replay;
import io.holdfast.core.internal.metrics.ReceiverMetrics;
import io.holdfast.core.internal.metrics.SessionEnd;
import io.holdfast.core.internal.metrics.Summary;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One receiver's life between Spark's onStart and onStop: one session after the other, never two at
 * once, with a growing pause after each failure. Single use.
 *
 * <p>Told to quiesce, it ends its session as for a stop, or opens none, stores the block that says
 * so after all the others, and does nothing more until Spark stops it.
 *
 * <p>Sources are reopened in here, and Spark is never asked for a restart: its own stop relaunches
 * at once and for ever, and two of its restarts start twice.
 */
public final class ReceiverEngine<T> {
  private static final Logger log = LoggerFactory.getLogger(ReceiverEngine.class);

  /** On top of the drain time-out: for the source to notice that it is to stop. */
  private static final long NOTICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1000);

  /** On top of that: for the source to close, which may take what the drain has left, too. */
  private static final long CLOSE_NANOS = TimeUnit.MILLISECONDS.toNanos(600);

  /** For the engine's own thread to see that all is over. */
  private static final long END_MILLIS = 200;

  /** How often a cancelled task and a hanging source are looked for. */
  private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** A call into the source that takes longer is taken for hanging; Kafka's own bound is 60 s. */
  private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(90);

  /** Between two tries to say that all is drained. */
  private static final long MARK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final SparkDoor<T> door;
  private final ReceiverSettings settings;
  private final Replay replay;
  private final SourceOpener<T> opener;
  private final Clock clock;
  private final Backoff backoff;
  private final BlockIds ids = new BlockIds();
  private final ReceiverMetrics metrics;
  private final Summary summary;
  private final QuiesceWatch watch;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition stopped = lock.newCondition();
  private boolean stopping;
  private boolean quiescing;
  private boolean marking;
  private volatile long drainDeadlineNanos;
  private Session<T> current;

  /** An engine on the real time. */
  public ReceiverEngine(
      SparkDoor<T> door, ReceiverSettings settings, Replay replay, SourceOpener<T> opener) {
    this(
        door,
        settings,
        replay,
        opener,
        Clock.SYSTEM,
        () -> ThreadLocalRandom.current().nextDouble());
  }

  ReceiverEngine(
      SparkDoor<T> door,
      ReceiverSettings settings,
      Replay replay,
      SourceOpener<T> opener,
      Clock clock,
      DoubleSupplier random) {
    this.door = door;
    this.settings = settings;
    this.replay = replay;
    this.opener = opener;
    this.clock = clock;
    backoff = new Backoff(settings, random);
    metrics = new ReceiverMetrics(clock::nanoTime, door::rateLimit, door.durability());
    summary = new Summary(metrics, clock::nanoTime);
    watch =
        new QuiesceWatch(
            "holdfast-%d-quiesce".formatted(door.streamId()),
            new QuiesceLook(door::isQuiesced, clock),
            this::quiesce,
            clock);
    thread = new Thread(this::live, "holdfast-" + door.streamId());
    thread.setDaemon(true);
  }

  /** What this receiver counts and measures. */
  ReceiverMetrics metrics() {
    return metrics;
  }

  /** Starts and returns at once. */
  public void start() {
    thread.start();
  }

  /**
   * Drains and closes; returns when that is done, and in any case within the drain time-out and two
   * seconds. Asked by a thread of the engine itself, it only begins.
   */
  public void stop() {
    Session<T> session = beginStop();
    if (session != null && door.isCancelled()) {
      session
          .fence(); // another receiver may be live: what is durable is not for this one to commit
    } else if (session != null) {
      session.stop(drainDeadlineNanos);
    }
    if (Thread.currentThread() == thread || (session != null && session.isCurrentThread())) {
      return;
    }
    try {
      if (session != null) {
        awaitStopped(session);
      }
      watch.end();
      watch.awaitEnd();
      awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Session<T> beginStop() {
    lock.lock();
    try {
      if (!stopping) {
        stopping = true;
        beginDrain();
      }
      return current;
    } finally {
      lock.unlock();
    }
  }

  private void beginDrain() {
    if (!quiescing) {
      drainDeadlineNanos = clock.nanoTime() + settings.drainTimeout().toNanos();
    }
    stopped.signalAll();
  }

  /** Begins what a stop begins; the engine's own thread does the rest. */
  private void quiesce() {
    Session<T> session;
    lock.lock();
    try {
      if (stopping) {
        return;
      }
      beginDrain();
      quiescing = true;
      session = current;
    } finally {
      lock.unlock();
    }
    log.info("Stream {}: the job is to quiesce; the source is drained and closed", door.streamId());
    if (session != null) {
      session.stop(drainDeadlineNanos);
    }
  }

  /** Waits for the engine's own thread, but never interrupts a store. */
  private void awaitEnd() throws InterruptedException {
    boolean storing;
    lock.lock();
    try {
      storing = marking;
      if (!storing) {
        thread.interrupt(); // it may wait for a session that was given up
      }
    } finally {
      lock.unlock();
    }
    thread.join(storing ? TimeUnit.NANOSECONDS.toMillis(NOTICE_NANOS) : END_MILLIS);
  }

  private void awaitStopped(Session<T> session) throws InterruptedException {
    long drain = settings.drainTimeout().toNanos();
    long bound = clock.nanoTime() + drain + NOTICE_NANOS + CLOSE_NANOS;
    if (!session.awaitRun(drain + NOTICE_NANOS) || !session.awaitClosed(bound - clock.nanoTime())) {
      giveUp(session, "did not return in time for the stop");
    }
  }

  private void live() {
    Runnable takeBack = door.publish(metrics.registry());
    try {
      watch.start();
      if (awaitReady()) {
        runSessions();
      }
      if (beginMarking()) {
        mark();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // stop has given up waiting
    } finally {
      watch.end();
      takeBack.run();
      if (door.isCancelled()) {
        door.leaveTask();
      }
    }
  }

  private void runSessions() throws InterruptedException {
    for (long number = 1; ; number++) {
      Session<T> session = begin(number);
      if (session == null) {
        return;
      }
      long started = clock.nanoTime();
      SessionEnd end = SessionEnd.STOP; // unless watching it tells more
      try {
        end = watch(session);
      } finally {
        metrics.sessionEnded(end);
      }
      if (door.isCancelled() || !reopen(session, clock.nanoTime() - started)) {
        return;
      }
    }
  }

  /** Whether the driver waits for the word that all is drained. */
  private boolean beginMarking() throws InterruptedException {
    lock.lock();
    try {
      if (!quiescing) {
        return false;
      }
    } finally {
      lock.unlock();
    }
    // A block that hangs in its store could be acknowledged yet; then it would not be the last.
    if (current != null && !current.awaitLane(settings.drainTimeout().toNanos())) {
      giveUp(current, "has a block in a store that hangs");
    }
    lock.lock();
    try {
      marking = !stopping;
      return marking;
    } finally {
      lock.unlock();
    }
  }

  private void mark() throws InterruptedException {
    QuiescedMarker<T> marker = new QuiescedMarker<>(door, ids);
    boolean stored = false;
    while (!stored && !door.isCancelled() && !isStopping()) {
      stored = marker.store();
      if (!stored) {
        pauseBetweenMarks();
      }
    }
  }

  private boolean isStopping() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  private void pauseBetweenMarks() throws InterruptedException {
    long until = clock.nanoTime() + MARK_NANOS;
    lock.lock();
    try {
      for (long rest = MARK_NANOS; rest > 0 && !stopping; rest = until - clock.nanoTime()) {
        clock.await(lock, stopped, rest);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until what is received could be recovered; says false if there is nothing to wait for.
   */
  private boolean awaitReady() throws InterruptedException {
    while (!isReady()) {
      summarize();
      if (door.isCancelled() || !pause(GLANCE_NANOS)) {
        return false;
      }
    }
    return true;
  }

  private boolean isReady() {
    try {
      return door.isReady();
    } catch (Exception e) {
      log.warn("Stream {}: the source is not opened yet", door.streamId(), e);
      return false;
    }
  }

  /** Waits until a session has ended, or ends it if it hangs or must not be any more. */
  private SessionEnd watch(Session<T> session) throws InterruptedException {
    while (!session.awaitRun(GLANCE_NANOS)) {
      summarize();
      if (door.isCancelled()) {
        giveUp(session, "belongs to a task or an executor that Spark has given up");
        return SessionEnd.STOP;
      }
      if (isOverdue()) {
        giveUp(session, "did not return in time to quiesce");
        return SessionEnd.STOP;
      }
      if (hangs(session)) {
        giveUp(session, "hangs; a new one is opened beside it");
        return SessionEnd.HANG;
      }
    }
    if (!session.awaitClosed(settings.drainTimeout().toNanos())) {
      giveUp(session, "hangs; a new one is opened beside it");
      return SessionEnd.HANG;
    }
    return session.end();
  }

  private void summarize() {
    summary.due().ifPresent(line -> log.info("Stream {}: {}", door.streamId(), line));
  }

  /** Whether the session should have drained by now; to a stop its own thread sees. */
  private boolean isOverdue() {
    lock.lock();
    try {
      return quiescing && !stopping && clock.nanoTime() - drainDeadlineNanos > NOTICE_NANOS;
    } finally {
      lock.unlock();
    }
  }

  private boolean hangs(Session<T> session) {
    return session
        .doing()
        .map(call -> clock.nanoTime() - call.sinceNanos() > HANG_NANOS)
        .orElse(false);
  }

  private void giveUp(Session<T> session, String why) {
    String method = session.doing().map(call -> " in " + call.method()).orElse("");
    session.fence();
    report(
        "Session %d is given up: its source%s %s".formatted(session.number(), method, why), null);
  }

  /** The next session, running; null if there is to be none. */
  private Session<T> begin(long number) {
    lock.lock();
    try {
      if (stopping || quiescing) {
        return null;
      }
      current = new Session<>(number, door, settings, replay, opener, ids, clock, metrics);
      metrics.sessionBegins(number);
      log.info(
          "Stream {}: session {} begins; the durability is {}: what is stored {}",
          door.streamId(),
          number,
          door.durability(),
          door.durability().survival());
      current.start();
      return current;
    } finally {
      lock.unlock();
    }
  }

  /** Reports why a session ended and waits; says whether there is to be another one. */
  private boolean reopen(Session<T> ended, long livedNanos) throws InterruptedException {
    if (ended.poison() != null) {
      report(ended.poison().getMessage(), ended.poison().getCause());
      return false;
    }
    lock.lock();
    try {
      if (stopping || quiescing) {
        return false;
      }
    } finally {
      lock.unlock();
    }
    long pause = backoff.nextNanos(livedNanos);
    report(
        "Session %d ended, the source is opened again in %d ms: %s"
            .formatted(ended.number(), TimeUnit.NANOSECONDS.toMillis(pause), ended.reason()),
        ended.failure());
    return pause(pause);
  }

  /** Waits so long; says whether the engine still runs. A cancelled task ends the wait, too. */
  private boolean pause(long nanos) throws InterruptedException {
    long until = clock.nanoTime() + nanos;
    lock.lock();
    try {
      for (long rest = nanos; rest > 0 && goesOn(); rest = until - clock.nanoTime()) {
        clock.await(lock, stopped, Math.min(rest, GLANCE_NANOS));
      }
      return goesOn();
    } finally {
      lock.unlock();
    }
  }

  private boolean goesOn() {
    return !stopping && !quiescing && !door.isCancelled();
  }

  private void report(String message, Throwable cause) {
    log.warn("Stream {}: {}", door.streamId(), message, cause);
    door.reportError(message, cause);
  }
}
