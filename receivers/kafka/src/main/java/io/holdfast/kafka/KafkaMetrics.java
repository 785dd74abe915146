// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import io.holdfast.core.SourceMetrics;
import io.holdfast.core.SourceMetrics.Counter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/**
 * What a source publishes of its consumer. Written by the session thread, read by whoever looks.
 */
final class KafkaMetrics {
  private final SourceMetrics metrics;
  private final Counter rebalances;
  private final Counter lostPartitions;
  private final Counter commits;
  private final Counter failedCommits;
  private final Counter skippedOffsets;
  private final Set<TopicPartition> published = new HashSet<>();
  private volatile Map<TopicPartition, Long> lag = Map.of();
  private volatile long commitMillis;
  private volatile int partitions;

  KafkaMetrics(SourceMetrics metrics) {
    this.metrics = metrics;
    rebalances = metrics.counter("rebalances");
    lostPartitions = metrics.counter("partitions.lost");
    commits = metrics.counter("commits");
    failedCommits = metrics.counter("commits.failed");
    skippedOffsets = metrics.counter("offsets.skipped");
    metrics.gauge("partitions", () -> partitions);
    metrics.gauge("commit.millis", () -> commitMillis);
    metrics.gauge("lag.records", () -> lag.values().stream().mapToLong(Long::longValue).sum());
  }

  void rebalanced() {
    rebalances.add(1);
  }

  void lost(int count) {
    lostPartitions.add(count);
  }

  void committed(long nanos) {
    commits.add(1);
    commitMillis = TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  void commitFailed() {
    failedCommits.add(1);
  }

  void skipped(long offsets) {
    skippedOffsets.add(offsets);
  }

  /**
   * How many records each partition that is owned has behind the last poll, where that is known.
   */
  void lag(int owned, Map<TopicPartition, Long> records) {
    partitions = owned;
    lag = new HashMap<>(records);
    for (TopicPartition partition : records.keySet()) {
      if (published.add(partition)) {
        metrics.gauge("lag.records." + partition, () -> lag.getOrDefault(partition, 0L));
      }
    }
  }
}
