// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.Polled;
import io.holdfast.core.PollingSource;
import io.holdfast.core.internal.metrics.ReceiverMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Polls a source into the pipeline and commits what comes back durable. */
final class PollDriver<T, P> implements SourceDriver {
  private static final Logger log = LoggerFactory.getLogger(PollDriver.class);
  private static final Duration POLL_WHEN_IDLE = Duration.ofMillis(100);

  /** A poll delays the commits of what is in flight, so it is shorter then. */
  private static final Duration POLL_WHEN_BUSY = Duration.ofMillis(10);

  private static final long KEEP_ALIVE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final PollingSource<T, P> source;
  private final BlockPipeline<T, P> pipeline;
  private final SparkDoor<T> door;
  private final Clock clock;
  private final SessionContext context;
  private final ReceiverMetrics metrics;
  private final RateGate rate;
  private final BlockPacker packer;
  private long keptAliveNanos;
  private Thread poller;
  private boolean commitFailed;
  private volatile SourceCall call;

  PollDriver(
      PollingSource<T, P> source,
      BlockPipeline<T, P> pipeline,
      SparkDoor<T> door,
      Clock clock,
      SessionContext context,
      ReceiverMetrics metrics) {
    this.source = source;
    this.pipeline = pipeline;
    this.door = door;
    this.clock = clock;
    this.context = context;
    this.metrics = metrics;
    rate = new RateGate(clock.nanoTime());
    packer = new BlockPacker(door.packing());
    keptAliveNanos = clock.nanoTime() - KEEP_ALIVE_NANOS;
  }

  @Override
  public void begin() {
    poller = Thread.currentThread();
  }

  /** Commits what is durable, then polls, or keeps the source alive if there is no room. */
  @Override
  public void step() throws Exception {
    commitDurable();
    Throwable failure = pipeline.failure();
    if (failure != null) {
      throw new StoreFailure(failure);
    }
    int room = pipeline.room();
    long wait = rate.nanosToWait(door.rateLimit(), clock.nanoTime());
    if (room > 0 && wait == 0) {
      poll(rate.demand(room));
    } else {
      long since = clock.nanoTime();
      keepAlive();
      pipeline.awaitChange(wait == 0 ? KEEP_ALIVE_NANOS : Math.min(wait, KEEP_ALIVE_NANOS));
      if (room > 0) {
        metrics.waitedForRate(clock.nanoTime() - since);
      }
    }
  }

  @Override
  public void drain(long deadlineNanos) throws Exception {
    flush(deadlineNanos);
  }

  /**
   * Stores and commits everything that was handed over.
   *
   * @return whether that was done before the deadline
   */
  boolean flush(long deadlineNanos) throws Exception {
    pipeline.seal();
    while (true) {
      boolean stored = pipeline.isStored();
      commitDurable();
      Throwable failure = pipeline.failure();
      if (failure != null) {
        throw new StoreFailure(failure);
      }
      long nanos = deadlineNanos - clock.nanoTime();
      if (stored || nanos <= 0) {
        return stored;
      }
      pipeline.awaitChange(nanos);
    }
  }

  /** As {@link #flush}, for the source; only where a commit may be nested. */
  boolean flushInPoll(long timeoutNanos) throws Exception {
    SourceCall outer = call;
    if (Thread.currentThread() != poller || outer == null || !outer.method().equals("poll")) {
      throw new IllegalStateException("flush is for the session thread, inside poll");
    }
    boolean flushed = flush(clock.nanoTime() + timeoutNanos);
    call = new SourceCall("poll", clock.nanoTime()); // the wait was ours, not the source's
    return flushed;
  }

  @Override
  public void giveUp() {
    try {
      commitDurable(); // so that it does not come again
    } catch (Throwable t) {
      log.warn("Stream {}: what is durable could not be committed", door.streamId(), t);
    }
    try {
      abandon();
    } catch (Throwable t) {
      context.reportError("The source's abandon threw " + t, t);
    }
  }

  @Override
  public SourceCall doing() {
    return call;
  }

  /** Commits what is durable, if the source has not refused a commit before. */
  private void commitDurable() throws Exception {
    List<Handed<T, P>> durable = pipeline.takeDurable();
    if (durable.isEmpty() || commitFailed) {
      return;
    }
    SourceCall outer = call; // a flush commits in the middle of a poll
    call = new SourceCall("commit", clock.nanoTime());
    try {
      context.flushDeadLetters();
      context.throwIfFenced(); // only now: a file system can hang until the session is given up
      commit(positions(durable));
    } finally {
      call = outer;
    }
    pipeline.release(durable);
  }

  private void commit(List<P> positions) throws SourceFailure {
    try {
      CrashPoints.reach(CrashPoint.BEFORE_COMMIT);
      source.commit(CrashPoints.insideCommit(positions));
      CrashPoints.reach(CrashPoint.AFTER_COMMIT);
    } catch (Throwable t) {
      commitFailed = true;
      throw new SourceFailure("commit", t);
    }
  }

  private void abandon() throws Exception {
    List<P> positions = positions(pipeline.ambiguous());
    positions.addAll(positions(pipeline.notStored()));
    if (!positions.isEmpty()) {
      call = new SourceCall("abandon", clock.nanoTime());
      try {
        source.abandon(positions);
      } finally {
        call = null;
      }
    }
  }

  private void poll(int demand) throws Exception {
    Duration timeout = pipeline.isEmpty() ? POLL_WHEN_IDLE : POLL_WHEN_BUSY;
    long started = clock.nanoTime();
    Polled<T, P> polled;
    call = new SourceCall("poll", started);
    try {
      polled = source.poll(demand, timeout);
    } catch (Throwable t) {
      throw new SourceFailure("poll", t);
    } finally {
      call = null;
    }
    context.throwPoison();
    if (polled == null) {
      throw new SourceFailure("poll", "returned null");
    }
    if (polled.isNothing()) {
      // A source that cannot wait by itself must not make this loop hot.
      long rest = timeout.toNanos() - (clock.nanoTime() - started);
      if (rest > 0) {
        pipeline.awaitChange(rest);
      }
    } else {
      rate.charge(polled.batch().records().size());
      pipeline.submit(packer.pack(polled.batch(), pipeline.isBetweenBlocks()), polled.position());
    }
  }

  private void keepAlive() throws SourceFailure {
    long now = clock.nanoTime();
    if (now - keptAliveNanos >= KEEP_ALIVE_NANOS) {
      keptAliveNanos = now;
      call = new SourceCall("keepAlive", now);
      try {
        source.keepAlive();
      } catch (Throwable t) {
        throw new SourceFailure("keepAlive", t);
      } finally {
        call = null;
      }
    }
  }

  private static <T, P> List<P> positions(List<Handed<T, P>> handed) {
    List<P> positions = new ArrayList<>(handed.size());
    for (Handed<T, P> batch : handed) {
      positions.add(batch.ticket());
    }
    return positions;
  }
}
