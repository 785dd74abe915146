// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.Uuid;

/**
 * Asks the brokers. Who waits for an answer does so by a client that lives only as long as the
 * question, for partitions are assigned rarely; {@link #ask} has one for the session.
 */
final class BrokerTopicIds implements TopicIds {
  private final Supplier<Admin> admins;
  private final String bootstrapServers;
  private final Duration timeout;
  private Admin asking;

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

  @Override
  public CompletableFuture<Map<String, Uuid>> ask(Collection<String> topics) {
    try {
      if (asking == null) {
        asking = admins.get();
      }
      CompletableFuture<Map<String, Uuid>> ids =
          CompletableFuture.completedFuture(new ConcurrentHashMap<>());
      for (Map.Entry<String, KafkaFuture<TopicDescription>> answer :
          asking
              .describeTopics(TopicCollection.ofTopicNames(topics))
              .topicNameValues()
              .entrySet()) {
        ids = ids.thenCombine(known(answer.getValue()), (all, id) -> add(all, answer.getKey(), id));
      }
      return ids;
    } catch (KafkaException e) {
      return CompletableFuture.completedFuture(Map.of());
    }
  }

  @Override
  public void close() {
    if (asking != null) {
      asking.close(Duration.ZERO);
    }
  }

  private static CompletionStage<Uuid> known(KafkaFuture<TopicDescription> answer) {
    return answer
        .toCompletionStage()
        .handle((topic, failure) -> failure == null ? topic.topicId() : Uuid.ZERO_UUID);
  }

  private static Map<String, Uuid> add(Map<String, Uuid> ids, String topic, Uuid id) {
    if (!id.equals(Uuid.ZERO_UUID)) {
      ids.put(topic, id);
    }
    return ids;
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
