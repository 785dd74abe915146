// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Says what a consumer would not: it waits for a broker that is not there, and for a topic that
 * does not exist, without an exception and without an end.
 */
final class TopicCheck {
  private TopicCheck() {}

  /**
   * Returns if all topics exist.
   *
   * @param timeout how long a broker may take to answer
   * @throws IllegalStateException if not; the message says what to do
   */
  static void requireTopics(
      Consumer<?, ?> consumer,
      String bootstrapServers,
      Collection<String> topics,
      Duration timeout) {
    for (String topic : topics) {
      if (partitions(consumer, bootstrapServers, topic, timeout).isEmpty()) {
        throw new IllegalStateException(
            "the topic %s does not exist at %s: create it, or check its name"
                .formatted(topic, bootstrapServers));
      }
    }
  }

  /** As {@link #requireTopics}, of the topics of these partitions, and that they have so many. */
  static void requirePartitions(
      Consumer<?, ?> consumer,
      String bootstrapServers,
      Collection<TopicPartition> partitions,
      Duration timeout) {
    for (TopicPartition partition : partitions) {
      String topic = partition.topic();
      requireTopics(consumer, bootstrapServers, List.of(topic), timeout);
      int count = partitions(consumer, bootstrapServers, topic, timeout).size();
      if (partition.partition() >= count) {
        throw new IllegalStateException(
            "the topic %s has no partition %d at %s: it has %d, counted from 0"
                .formatted(topic, partition.partition(), bootstrapServers, count));
      }
    }
  }

  /** As {@link #requireTopics}, that a topic has a name like this. */
  static void requireMatch(
      Consumer<?, ?> consumer, String bootstrapServers, Pattern pattern, Duration timeout) {
    Set<String> topics =
        ask("the topics", bootstrapServers, timeout, () -> consumer.listTopics(timeout)).keySet();
    if (topics.stream().noneMatch(topic -> pattern.matcher(topic).matches())) {
      throw new IllegalStateException(
          "no topic at %s has a name like %s: create one, or check the pattern"
              .formatted(bootstrapServers, pattern));
    }
  }

  /** As {@link #requireTopics}, of no topic: returns if a broker answers. */
  static void requireBroker(Consumer<?, ?> consumer, String bootstrapServers, Duration timeout) {
    ask("the topics", bootstrapServers, timeout, () -> consumer.listTopics(timeout));
  }

  private static List<PartitionInfo> partitions(
      Consumer<?, ?> consumer, String bootstrapServers, String topic, Duration timeout) {
    List<PartitionInfo> partitions =
        ask(
            "the topic " + topic,
            bootstrapServers,
            timeout,
            () -> consumer.partitionsFor(topic, timeout));
    return partitions == null ? List.of() : partitions;
  }

  private static <A> A ask(
      String what, String bootstrapServers, Duration timeout, Supplier<A> question) {
    try {
      return question.get();
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "no Kafka broker answered at %s within %d ms: check that it runs and can be reached"
              .formatted(bootstrapServers, timeout.toMillis()),
          e);
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw new IllegalStateException(
          "the Kafka brokers at %s do not show %s: %s"
              .formatted(bootstrapServers, what, e.getMessage()),
          e);
    }
  }
}
