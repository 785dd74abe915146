// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends numbers to all partitions of a topic in turn, a thousand a second, until it is closed. */
final class Load implements AutoCloseable {
  private static final int RECORDS_AT_ONCE = 10;

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final int partitions;
  private final Ledger ledger;
  private final ScheduledExecutorService clock = new ScheduledThreadPoolExecutor(1);
  private int next;

  Load(String bootstrap, String topic, int partitions, Ledger ledger) {
    this.topic = topic;
    this.partitions = partitions;
    this.ledger = ledger;
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap, "linger.ms", 5, "max.block.ms", 30_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    clock.scheduleAtFixedRate(this::send, 0, 10, TimeUnit.MILLISECONDS);
  }

  private void send() {
    for (int i = 0; i < RECORDS_AT_ONCE; i++) {
      String value = Integer.toString(next);
      producer.send(
          new ProducerRecord<>(topic, next % partitions, null, value.getBytes(UTF_8)),
          (metadata, failure) -> {
            if (failure == null) {
              ledger.sent(value);
            }
          });
      next++;
    }
  }

  /** Returns when Kafka has confirmed what it was sent. */
  @Override
  public void close() throws InterruptedException {
    clock.shutdown();
    clock.awaitTermination(1, TimeUnit.MINUTES);
    producer.close();
  }
}
