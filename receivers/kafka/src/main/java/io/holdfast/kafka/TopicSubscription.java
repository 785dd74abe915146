// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;

/** All partitions of some topics, shared with the other members of the group. */
final class TopicSubscription implements Subscription {
  private static final long serialVersionUID = 1L;

  private final ArrayList<String> topics;

  TopicSubscription(Collection<String> topics) {
    this.topics = new ArrayList<>(topics);
  }

  @Override
  public void check(Consumer<?, ?> consumer, String bootstrapServers, Duration timeout) {
    TopicCheck.requireTopics(consumer, bootstrapServers, topics, timeout);
  }

  @Override
  public void begin(Consumer<?, ?> consumer, OwnedPartitions partitions) {
    consumer.subscribe(topics, partitions);
  }

  @Override
  public String toString() {
    return topics.toString();
  }
}
