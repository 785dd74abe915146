// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.Replay;
import io.holdfast.core.internal.metrics.Figure;
import io.holdfast.core.internal.metrics.ReceiverMetrics;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that stores a session's blocks, one after the other.
 *
 * <p>Never interrupted: an interrupted store has an unknown outcome and can leave Spark's
 * write-ahead log half written. A lane whose store hangs is left behind; its result then counts for
 * nothing, because its session has ended.
 */
final class StoreLane<T, K> implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(StoreLane.class);

  /** Without replay a second try is better than a certain loss. */
  private static final int TRIES_WITHOUT_REPLAY = 4;

  private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final SparkDoor<T> door;
  private final BlockPipeline<T, K> pipeline;
  private final int tries;
  private final Clock clock;
  private final ReceiverMetrics metrics;

  StoreLane(
      SparkDoor<T> door,
      BlockPipeline<T, K> pipeline,
      Replay replay,
      Clock clock,
      ReceiverMetrics metrics) {
    this.door = door;
    this.pipeline = pipeline;
    this.tries = replay == Replay.NONE ? TRIES_WITHOUT_REPLAY : 1;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public void run() {
    try {
      for (var block = pipeline.nextToStore(); block != null; block = pipeline.nextToStore()) {
        if (!awaitMayStore()) {
          pipeline.putBack();
          return;
        }
        try {
          store(block);
        } catch (Throwable t) {
          metrics.ambiguous(block.records());
          pipeline.failed(t);
          return;
        }
        pipeline.stored();
      }
    } catch (InterruptedException e) {
      pipeline.end();
      Thread.currentThread().interrupt();
    }
  }

  /** Says false if nothing is to be stored any more. */
  private boolean awaitMayStore() throws InterruptedException {
    while (!door.mayStore()) {
      if (!pipeline.pauseLane(GLANCE_NANOS)) {
        return false;
      }
    }
    return true;
  }

  /** Tries again under the same id: Spark then keeps the block that is there, if one is. */
  private void store(Block<T, K> block) throws Exception {
    if (block.isEmpty()) {
      return;
    }
    BlockMetadata metadata = block.metadata(metrics.figures().plus(Figure.STORED, block.records()));
    long sinceNanos = clock.nanoTime();
    for (int attempt = 1; ; attempt++) {
      try {
        CrashPoints.reach(CrashPoint.BEFORE_STORE);
        door.store(block.id(), block, metadata);
        CrashPoints.reach(CrashPoint.AFTER_STORE);
        metrics.stored(block.records(), sinceNanos);
        return;
      } catch (Exception e) {
        if (attempt == tries) {
          throw e;
        }
        log.warn("Store {} of a block that cannot be replayed failed; trying again", attempt, e);
      }
    }
  }
}
