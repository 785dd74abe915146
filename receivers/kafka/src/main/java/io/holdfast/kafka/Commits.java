// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import io.holdfast.core.SourceContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Commits offsets to the group, for partitions that are still owned. What Kafka does not take for
 * the time being, in the middle of a rebalance or while no broker answers, waits here and is
 * repeated after the next poll, which is what brings a rebalance to its end. Used by the session
 * thread, but for {@link #stop}.
 */
final class Commits {
  /** How long one try may take; the next one comes after a poll, so that the member stays one. */
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final int MAX_WAKEUPS = 3;
  private static final int ATTEMPTS_IN_REBALANCE = 50;
  private static final Duration PAUSE_IN_REBALANCE = Duration.ofMillis(20);

  private final Consumer<?, ?> consumer;
  private final SourceContext context;
  private final Duration stopTimeout;
  private final KafkaMetrics metrics;
  private final Map<OwnedPartition, OffsetAndMetadata> waiting = new HashMap<>();
  private boolean reported;
  private volatile boolean stopping;

  /**
   * Commits by this consumer.
   *
   * @param stopTimeout how long a try may take once {@link #stop} was called
   */
  Commits(
      Consumer<?, ?> consumer, SourceContext context, Duration stopTimeout, KafkaMetrics metrics) {
    this.consumer = consumer;
    this.context = context;
    this.stopTimeout = stopTimeout;
    this.metrics = metrics;
  }

  /** From now on a commit that no broker answers is an exception: nobody would repeat it. */
  void stop() {
    stopping = true;
  }

  /** Whether something that was to be committed is not; nobody polls for records meanwhile. */
  boolean isWaiting() {
    waiting.keySet().removeIf(OwnedPartition::isRevoked);
    return !waiting.isEmpty();
  }

  /** Commits these offsets, and those that wait, or keeps them for {@link #retry}. */
  void commit(Map<OwnedPartition, OffsetAndMetadata> offsets) {
    offsets.forEach((owned, offset) -> owned.durable(offset.offset()));
    waiting.putAll(offsets);
    retry();
  }

  /** Tries once more what waits, if anything does. */
  void retry() {
    if (!isWaiting()) {
      return;
    }
    try {
      commitDespiteWakeups();
    } catch (RebalanceInProgressException | CommitFailedException e) {
      metrics.commitFailed();
      // Polls finish the rebalance; they also tell whether the group has gone on without us, and
      // then the partitions are lost, and what waits for them with them.
    } catch (FencedInstanceIdException e) {
      metrics.commitFailed();
      waiting.clear(); // another has this member's place, and its partitions
      throw e;
    } catch (RetriableException e) {
      metrics.commitFailed();
      if (stopping) {
        waiting.clear();
        throw e;
      }
      report(e);
    }
  }

  /**
   * As {@link #retry}, several times, before partitions are given up: under {@code
   * group.protocol=consumer} a commit meets a rebalance that has begun, and the member hears of its
   * new epoch in the background, without a poll.
   */
  void retryInRebalance() {
    for (int attempt = 0; attempt < ATTEMPTS_IN_REBALANCE && isWaiting(); attempt++) {
      if (attempt > 0) {
        LockSupport.parkNanos(PAUSE_IN_REBALANCE.toNanos());
      }
      retry();
    }
  }

  /**
   * A wakeup that met no poll waits for the next call, and that is the commit of the drain; or it
   * ended a commit that waited for a broker. The consumer of {@code group.protocol=consumer} may
   * show it in two calls.
   */
  private void commitDespiteWakeups() {
    for (int wakeups = 0; ; wakeups++) {
      try {
        commitWaiting();
        return;
      } catch (WakeupException e) {
        if (wakeups == MAX_WAKEUPS) {
          throw e;
        }
      }
    }
  }

  private void commitWaiting() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    waiting.forEach((owned, offset) -> offsets.put(owned.partition(), offset));
    long started = System.nanoTime();
    consumer.commitSync(offsets, stopping ? stopTimeout : TIMEOUT);
    metrics.committed(System.nanoTime() - started);
    waiting.clear();
    reported = false;
  }

  /** Once, not at every try. */
  private void report(KafkaException e) {
    if (!reported) {
      reported = true;
      context.reportError("a commit to Kafka is repeated until it is taken: " + e.getMessage(), e);
    }
  }
}
