// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.PreflightException;
import io.holdfast.pipeline.totals.JdbcTotals;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.spark.streaming.kafka010.ConsumerStrategy;

/**
 * A topic as the direct stream reads it: all of its partitions, and each from where the totals end.
 * Kept in the checkpoint.
 *
 * <p>The driver's consumer takes the partitions without the group's leave: of a group it would be a
 * member, and get none of them until Kafka has missed the driver that was killed, or only some
 * while another one runs.
 */
final class DirectTopic extends ConsumerStrategy<byte[], byte[]> implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(10).toMillis();

  private final String topic;
  private final HashMap<String, Object> properties = new HashMap<>();

  /** What the names of its partitions begin with. */
  private final String numbering;

  /** Null if there are none that it could go on from. */
  private final JdbcTotals totals;

  private DirectTopic(String bootstrap, String topic, String group, JdbcTotals totals) {
    this.topic = topic;
    this.totals = totals;
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"); // Spark's executors: none
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    numbering = totals == null ? topic : id();
  }

  /** A topic that is read from where the group was committed. */
  static DirectTopic of(String bootstrap, String topic, String group) {
    return new DirectTopic(bootstrap, topic, group, null);
  }

  /**
   * A topic that is read from where these totals end. Asks the brokers for the topic's id.
   *
   * @throws IllegalStateException if they do not tell it
   */
  static DirectTopic counted(String bootstrap, String topic, String group, JdbcTotals totals) {
    return new DirectTopic(bootstrap, topic, group, totals);
  }

  /**
   * The name of a partition in positions: the one that a receiver gives it, if the records are
   * counted.
   */
  String partition(int number) {
    return numbering + "-" + number;
  }

  @Override
  public Map<String, Object> executorKafkaParams() {
    return properties;
  }

  /**
   * Called by Spark on the driver when the context starts.
   *
   * @param current up to where a recovered context has made batches; empty for a new one
   * @throws PreflightException if the topic is not the one that the checkpoint is of
   * @throws IllegalStateException if the brokers or the totals do not tell where to begin
   */
  @Override
  public Consumer<byte[], byte[]> onStart(Map<TopicPartition, Long> current) {
    if (totals != null && !numbering.equals(id())) {
      throw new PreflightException(
          ("the topic %s was deleted and created again since the checkpoint was written, whose"
                  + " offsets mean nothing in it: start with --start-anew, or with another"
                  + " --checkpoint")
              .formatted(topic));
    }
    KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties);
    boolean placed = false;
    try {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      partitions.forEach(partition -> place(consumer, partition, current.get(partition)));
      placed = true;
      return consumer;
    } finally {
      if (!placed) {
        consumer.close(Duration.ZERO);
      }
    }
  }

  private void place(Consumer<?, ?> consumer, TopicPartition partition, Long current) {
    if (current != null) {
      consumer.seek(partition, current);
    } else if (totals != null) {
      resumeAt(partition).ifPresent(offset -> consumer.seek(partition, offset));
    }
  }

  private OptionalLong resumeAt(TopicPartition partition) {
    try {
      return totals.resumeAt(partition(partition.partition()));
    } catch (Exception e) {
      throw new IllegalStateException(
          "where the totals of %s end cannot be read: %s".formatted(partition, Reason.of(e)));
    }
  }

  private String id() {
    Map<String, Object> asking =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            properties.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG),
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            PATIENCE_MILLIS,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            PATIENCE_MILLIS);
    Admin admin = Admin.create(asking);
    try {
      Uuid id = admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).topicId();
      if (id.equals(Uuid.ZERO_UUID)) {
        throw new IllegalStateException(
            ("the Kafka brokers have no id for the topic %s, and exact totals need one: topics have"
                    + " ids from Kafka 2.8 on")
                .formatted(topic));
      }
      return id.toString();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "the Kafka brokers do not tell the id of the topic %s: %s"
              .formatted(topic, Reason.of(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the start was interrupted");
    } finally {
      admin.close(Duration.ZERO);
    }
  }
}
