// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Fixed partitions, whatever other receivers read. The group only keeps the commits. */
final class PartitionSubscription implements Subscription {
  private static final long serialVersionUID = 1L;

  private final ArrayList<TopicPartition> partitions;

  PartitionSubscription(Collection<TopicPartition> partitions) {
    this.partitions = new ArrayList<>(partitions);
  }

  @Override
  public void check(Consumer<?, ?> consumer, String bootstrapServers, Duration timeout) {
    TopicCheck.requirePartitions(consumer, bootstrapServers, partitions, timeout);
  }

  @Override
  public void begin(Consumer<?, ?> consumer, OwnedPartitions owned) {
    consumer.assign(partitions);
    owned.onPartitionsAssigned(partitions);
  }

  @Override
  public String toString() {
    return partitions.toString();
  }
}
