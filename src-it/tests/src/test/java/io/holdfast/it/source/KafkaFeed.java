// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.it.job.JobSource;
import io.holdfast.it.job.SourceKind;
import io.holdfast.it.ledger.TestRecord;
import io.holdfast.parts.FaultProxy;
import io.holdfast.parts.KafkaBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of two partitions, each an origin, on a broker that may serve others. */
final class KafkaFeed extends Feed {
  private static final List<String> PARTITIONS = List.of("kafka-0", "kafka-1");
  private static final long ANSWER_SECONDS = 5;

  private final KafkaBroker broker;
  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Admin admin;
  private long acknowledged;

  KafkaFeed(KafkaBroker broker, String topic) throws InterruptedException {
    super(SourceKind.KAFKA, PARTITIONS);
    this.broker = broker;
    this.topic = topic;
    broker.createTopic(topic, PARTITIONS.size());
    producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap()));
  }

  @Override
  public JobSource forTheJob() {
    return new JobSource(kind(), List.of(broker.proxiedBootstrap(), topic));
  }

  /** The producer tries again by itself while the broker is down. */
  @Override
  void give(List<TestRecord> records) {
    for (TestRecord record : records) {
      Future<RecordMetadata> unused =
          producer.send(
              new ProducerRecord<>(
                  topic, PARTITIONS.indexOf(record.origin()), null, record.text().getBytes(UTF_8)),
              (stored, failure) -> {
                if (failure == null) {
                  sent(record);
                }
              });
    }
    producer.flush();
  }

  /** The committed offsets of the group; the last that were seen if the broker does not answer. */
  @Override
  public synchronized long acknowledged() {
    try {
      acknowledged =
          admin
              .listConsumerGroupOffsets(topic)
              .partitionsToOffsetAndMetadata()
              .get(ANSWER_SECONDS, TimeUnit.SECONDS)
              .values()
              .stream()
              .filter(offset -> offset != null)
              .mapToLong(OffsetAndMetadata::offset)
              .sum();
    } catch (ExecutionException | TimeoutException e) {
      return acknowledged;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return acknowledged;
  }

  @Override
  public Optional<FaultProxy> proxy() {
    return Optional.of(broker.proxy());
  }

  @Override
  public void restart() throws InterruptedException {
    broker.process().terminate();
    broker.process().awaitExit(Duration.ofSeconds(60));
    broker.restart();
  }

  @Override
  public void kill() throws InterruptedException {
    broker.kill();
    broker.restart();
  }

  @Override
  void closeSource() {
    producer.close(Duration.ZERO);
    admin.close(Duration.ZERO);
  }
}
