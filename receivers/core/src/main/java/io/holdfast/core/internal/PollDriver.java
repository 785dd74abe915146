// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.Polled;
import io.holdfast.core.PollingSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Moves a polling source's batches into the pipeline and its commits back, step by step. Every
 * method is called by the session thread.
 */
final class PollDriver<T, P> {
  private static final Duration POLL_WHEN_IDLE = Duration.ofMillis(100);

  /** A poll delays the commits of what is in flight, so it is shorter then. */
  private static final Duration POLL_WHEN_BUSY = Duration.ofMillis(10);

  private static final long KEEP_ALIVE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final PollingSource<T, P> source;
  private final BlockPipeline<T, P> pipeline;
  private final SparkDoor<T> door;
  private final Clock clock;
  private final SessionContext context;
  private final RateGate rate;
  private long keptAliveNanos;
  private boolean commitFailed;

  PollDriver(
      PollingSource<T, P> source,
      BlockPipeline<T, P> pipeline,
      SparkDoor<T> door,
      Clock clock,
      SessionContext context) {
    this.source = source;
    this.pipeline = pipeline;
    this.door = door;
    this.clock = clock;
    this.context = context;
    rate = new RateGate(clock.nanoTime());
    keptAliveNanos = clock.nanoTime() - KEEP_ALIVE_NANOS;
  }

  /** Commits what is durable, then polls, or keeps the source alive if there is no room. */
  void step() throws Exception {
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
      keepAlive();
      pipeline.awaitChange(wait == 0 ? KEEP_ALIVE_NANOS : Math.min(wait, KEEP_ALIVE_NANOS));
    }
  }

  /** Stores and commits all that was polled, as far as it goes until the deadline. */
  void drain(long deadlineNanos) throws Exception {
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
        return;
      }
      pipeline.awaitChange(nanos);
    }
  }

  /** Commits what is durable, if the source has not refused a commit before. */
  void commitDurable() throws Exception {
    List<Handed<T, P>> durable = pipeline.takeDurable();
    if (durable.isEmpty() || commitFailed) {
      return;
    }
    if (context.isFenced()) {
      throw new IllegalStateException("the session was given up");
    }
    try {
      source.commit(positions(durable));
    } catch (Throwable t) {
      commitFailed = true;
      throw new SourceFailure("commit", t);
    }
    pipeline.release(durable);
  }

  /** Tells the source of everything that will not be committed; for an ended pipeline. */
  void abandon() throws Exception {
    List<P> positions = positions(pipeline.notDurable());
    if (!positions.isEmpty()) {
      source.abandon(positions);
    }
  }

  private void poll(int demand) throws Exception {
    Duration timeout = pipeline.isEmpty() ? POLL_WHEN_IDLE : POLL_WHEN_BUSY;
    long started = clock.nanoTime();
    Polled<T, P> polled;
    try {
      polled = source.poll(demand, timeout);
    } catch (Throwable t) {
      throw new SourceFailure("poll", t);
    }
    if (context.poison() != null) {
      throw context.poison(); // the source has swallowed it
    }
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
      pipeline.submit(polled.batch(), polled.position());
    }
  }

  private void keepAlive() throws SourceFailure {
    long now = clock.nanoTime();
    if (now - keptAliveNanos >= KEEP_ALIVE_NANOS) {
      keptAliveNanos = now;
      try {
        source.keepAlive();
      } catch (Throwable t) {
        throw new SourceFailure("keepAlive", t);
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
