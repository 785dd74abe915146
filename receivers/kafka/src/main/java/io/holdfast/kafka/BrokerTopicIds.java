// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.Uuid;

/**
 * Asks the brokers, by a client that lives only as long as the question: partitions are assigned
 * rarely.
 */
final class BrokerTopicIds implements TopicIds {
  private final Supplier<Admin> admins;
  private final String bootstrapServers;
  private final Duration timeout;

  /**
   * Asks through clients that this supplier makes.
   *
   * @param bootstrapServers for the messages
   * @param timeout how long an answer may take
   */
  BrokerTopicIds(Supplier<Admin> admins, String bootstrapServers, Duration timeout) {
    this.admins = admins;
    this.bootstrapServers = bootstrapServers;
    this.timeout = timeout;
  }

  @Override
  public Map<String, Uuid> of(Collection<String> topics) throws InterruptedException {
    Admin admin = admins.get();
    try {
      Map<String, KafkaFuture<TopicDescription>> answers =
          admin.describeTopics(TopicCollection.ofTopicNames(topics)).topicNameValues();
      long deadline = System.nanoTime() + timeout.toNanos();
      Map<String, Uuid> ids = new HashMap<>();
      for (Map.Entry<String, KafkaFuture<TopicDescription>> answer : answers.entrySet()) {
        ids.put(answer.getKey(), id(answer.getKey(), answer.getValue(), deadline));
      }
      return ids;
    } finally {
      admin.close(Duration.ZERO); // nobody waits for its answer any more
    }
  }

  private Uuid id(String topic, KafkaFuture<TopicDescription> answer, long deadline)
      throws InterruptedException {
    try {
      Uuid id = answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS).topicId();
      if (id.equals(Uuid.ZERO_UUID)) {
        throw new IllegalStateException(
            ("the Kafka brokers at %s have no id for the topic %s, and a position needs one: topics"
                    + " have ids from Kafka 2.8 on; or build the receiver without positions")
                .formatted(bootstrapServers, topic));
      }
      return id;
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "the Kafka brokers at %s did not tell the id of the topic %s within %d ms"
              .formatted(bootstrapServers, topic, timeout.toMillis()),
          e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "the Kafka brokers at %s do not tell the id of the topic %s: %s"
              .formatted(bootstrapServers, topic, e.getCause().getMessage()),
          e.getCause());
    }
  }
}
