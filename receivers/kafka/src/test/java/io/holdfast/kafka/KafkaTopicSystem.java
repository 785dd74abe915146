// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.parts.FaultProxy;
import io.holdfast.parts.KafkaBroker;
import io.holdfast.testkit.ExternalSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of a real broker; what its group has committed is acknowledged. */
final class KafkaTopicSystem implements ExternalSystem<String> {
  static final int PARTITIONS = 2;

  private static final byte[] NO_UTF8 = {'a', (byte) 0xc3, '('};
  private static final long PATIENCE_SECONDS = 30;

  private final String topic;
  private final FaultProxy proxy;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Admin admin;

  /** By partition and offset; null for what is malformed. */
  private final List<List<String>> produced = new ArrayList<>();

  private KafkaTopicSystem(KafkaBroker broker, String topic) {
    this.topic = topic;
    proxy = broker.proxy();
    Map<String, Object> bootstrap = Map.of("bootstrap.servers", broker.bootstrap());
    producer = new KafkaProducer<>(bootstrap, new ByteArraySerializer(), new ByteArraySerializer());
    admin = Admin.create(bootstrap);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      produced.add(new ArrayList<>());
    }
  }

  static KafkaTopicSystem create(KafkaBroker broker, String topic) throws InterruptedException {
    broker.createTopic(topic, PARTITIONS);
    return new KafkaTopicSystem(broker, topic);
  }

  String name() {
    return topic;
  }

  String group() {
    return "group-of-" + topic;
  }

  @Override
  public Optional<String> produce(int partition, String text) throws Exception {
    send(partition, text.getBytes(UTF_8), text);
    return Optional.of(text);
  }

  @Override
  public String produceMalformed(int partition) throws Exception {
    return "topic %s, partition %d, offset %d"
        .formatted(topic, partition, send(partition, NO_UTF8, null));
  }

  private synchronized long send(int partition, byte[] value, String text) throws Exception {
    long offset =
        producer
            .send(new ProducerRecord<>(topic, partition, null, value))
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .offset();
    produced.get(partition).add(text);
    return offset;
  }

  @Override
  public List<String> unacknowledged(int partition) throws Exception {
    OffsetAndMetadata committed =
        admin
            .listConsumerGroupOffsets(group())
            .partitionsToOffsetAndMetadata()
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .get(new TopicPartition(topic, partition));
    return rest(partition, committed == null ? 0 : (int) committed.offset());
  }

  private synchronized List<String> rest(int partition, int from) {
    List<String> records = produced.get(partition);
    return records.subList(from, records.size()).stream().filter(text -> text != null).toList();
  }

  @Override
  public void sever() {
    proxy.cut(FaultProxy.Cut.RST);
  }

  @Override
  public void refuse(boolean refuse) {
    if (refuse) {
      proxy.refuse();
    } else {
      proxy.heal();
    }
  }

  @Override
  public void close() {
    proxy.heal();
    producer.close(Duration.ofSeconds(PATIENCE_SECONDS));
    admin.close(Duration.ofSeconds(PATIENCE_SECONDS));
  }
}
