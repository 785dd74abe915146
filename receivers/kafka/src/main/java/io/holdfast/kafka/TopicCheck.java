// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
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

  private static List<PartitionInfo> partitions(
      Consumer<?, ?> consumer, String bootstrapServers, String topic, Duration timeout) {
    try {
      List<PartitionInfo> partitions = consumer.partitionsFor(topic, timeout);
      return partitions == null ? List.of() : partitions;
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "no Kafka broker answered at %s within %d ms: check that it runs and can be reached"
              .formatted(bootstrapServers, timeout.toMillis()),
          e);
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw new IllegalStateException(
          "the Kafka brokers at %s do not show the topic %s: %s"
              .formatted(bootstrapServers, topic, e.getMessage()),
          e);
    }
  }
}
