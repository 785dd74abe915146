// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** Asks Kafka for topics, by a client that lives as long as the request. */
final class KafkaTopics {
  private static final Duration REQUEST_BOUND = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 50;

  private KafkaTopics() {}

  /** Creates a topic and returns when the brokers have confirmed it. */
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
    long deadline = System.nanoTime() + REQUEST_BOUND.toNanos();
    Admin admin = admin(address);
    try {
      while (true) {
        try {
          admin.describeTopics(List.of(topic)).allTopicNames().get();
          return;
        } catch (ExecutionException e) {
          if (System.nanoTime() > deadline) {
            throw failure("make a broker know the topic", topic, e);
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
