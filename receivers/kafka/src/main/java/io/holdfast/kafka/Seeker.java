// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import io.holdfast.core.SourceContext;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Says where to read when Kafka does not know: in a partition that the group has no commit for, and
 * where the offset to go on from is gone. Used by the session thread only.
 */
final class Seeker {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Consumer<?, ?> consumer;
  private final Start start;
  private final GapPolicy policy;
  private final SourceContext context;
  private final KafkaMetrics metrics;
  private final Set<TopicPartition> atOpen = new HashSet<>();

  /** Asks the brokers which partitions there are, if it will matter. */
  Seeker(
      Consumer<?, ?> consumer,
      Start start,
      GapPolicy policy,
      SourceContext context,
      KafkaMetrics metrics) {
    this.consumer = consumer;
    this.start = start;
    this.policy = policy;
    this.context = context;
    this.metrics = metrics;
    if (start.isLatest()) {
      consumer
          .listTopics(TIMEOUT)
          .values()
          .forEach(
              topic ->
                  topic.forEach(it -> atOpen.add(new TopicPartition(it.topic(), it.partition()))));
    }
  }

  /**
   * Seeks, so that the next poll can go on. If the brokers do not answer it does not, and the next
   * poll ends in the same way.
   *
   * @throws IllegalStateException if there is a gap, under {@link GapPolicy#FAIL}
   */
  void mend(InvalidOffsetException trouble, OwnedPartitions partitions) {
    try {
      if (trouble instanceof OffsetOutOfRangeException gaps) {
        closeGaps(gaps.offsetOutOfRangePartitions(), partitions);
      } else {
        begin(trouble.partitions());
      }
    } catch (TimeoutException | WakeupException e) {
      // The next poll tells again.
    }
  }

  private void begin(Collection<TopicPartition> partitions) {
    Set<TopicPartition> appeared = new HashSet<>(partitions);
    appeared.removeAll(atOpen);
    start.of(partitions, appeared, consumer, TIMEOUT).forEach(consumer::seek);
  }

  private void closeGaps(Map<TopicPartition, Long> wanted, OwnedPartitions partitions) {
    Map<TopicPartition, Long> first = consumer.beginningOffsets(wanted.keySet(), TIMEOUT);
    Map<TopicPartition, Long> end = consumer.endOffsets(wanted.keySet(), TIMEOUT);
    wanted.forEach(
        (partition, offset) -> {
          Gap gap = new Gap(partition, offset, first.get(partition), end.get(partition));
          if (!gap.isClosed()) {
            close(gap, partition, offset, partitions);
          }
        });
  }

  private void close(Gap gap, TopicPartition partition, long wanted, OwnedPartitions partitions) {
    if (policy == GapPolicy.FAIL) {
      throw new IllegalStateException(
          gap + "; keep records longer, and reset the group's offset or choose another GapPolicy");
    }
    long target = gap.target(policy);
    metrics.skipped(gap.skipped(policy));
    context.reportError(gap + "; going on at " + target, null);
    partitions.skip(partition, wanted, target);
    consumer.seek(partition, target);
  }
}
