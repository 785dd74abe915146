// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Asks Kafka for topics, by a client that lives as long as the request. */
final class KafkaTopics {
  private static final Duration REQUEST_BOUND = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 50;

  private KafkaTopics() {}

  /** Creates a topic and returns when the controller has confirmed it. */
  static void create(String bootstrap, String name, int partitions, int copies)
      throws InterruptedException {
    Admin admin = admin(bootstrap);
    try {
      admin.createTopics(List.of(new NewTopic(name, partitions, (short) copies))).all().get();
    } catch (ExecutionException e) {
      throw failure("create the topic", name, e);
    } finally {
      admin.close(REQUEST_BOUND);
    }
  }

  /** Returns when the broker at this address has heard of the topic. */
  static void awaitKnown(String address, String topic) throws InterruptedException {
    await(
        address,
        "make a broker know the topic",
        topic,
        admin -> admin.describeTopics(List.of(topic)).allTopicNames());
  }

  /**
   * Returns when the leader of each partition serves it. Until then it refuses what is produced,
   * and a producer that sends ahead could have what overtakes that taken first: then Kafka never
   * takes what was refused, and the producer tries for two minutes.
   */
  static void awaitServed(String bootstrap, String topic, int partitions)
      throws InterruptedException {
    Map<TopicPartition, OffsetSpec> ends =
        IntStream.range(0, partitions)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    await(bootstrap, "find leaders for the topic", topic, admin -> admin.listOffsets(ends).all());
  }

  /** Asks again and again until there is an answer. */
  private static void await(
      String address, String doing, String topic, Function<Admin, KafkaFuture<?>> question)
      throws InterruptedException {
    long deadline = System.nanoTime() + REQUEST_BOUND.toNanos();
    Admin admin = admin(address);
    try {
      while (true) {
        try {
          question.apply(admin).get();
          return;
        } catch (ExecutionException e) {
          if (System.nanoTime() > deadline) {
            throw failure(doing, topic, e);
          }
          Thread.sleep(POLL_MILLIS);
        }
      }
    } finally {
      admin.close(REQUEST_BOUND);
    }
  }

  /** The node that leads a partition. */
  static int leader(String bootstrap, String topic, int partition) throws InterruptedException {
    Admin admin = admin(bootstrap);
    try {
      return admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get()
          .get(topic)
          .partitions()
          .get(partition)
          .leader()
          .id();
    } catch (ExecutionException e) {
      throw failure("ask for the leader of", topic, e);
    } finally {
      admin.close(REQUEST_BOUND);
    }
  }

  private static Admin admin(String bootstrap) {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) REQUEST_BOUND.toMillis()));
  }

  private static PartException failure(String doing, String topic, ExecutionException e) {
    return new PartException(
        "cannot %s %s: %s".formatted(doing, topic, e.getCause().getMessage()), e.getCause());
  }
}
