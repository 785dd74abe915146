// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends numbers to all partitions of a topic in turn, a thousand a second, until it is closed. */
final class Load implements AutoCloseable {
  private static final int RECORDS_AT_ONCE = 10;

  private final KafkaProducer<byte[], byte[]> producer;
  private final String name;
  private final String topic;
  private final int partitions;
  private final Ledger ledger;
  private final Timer clock = new Timer("load", true);
  private final List<Future<RecordMetadata>> sends = new ArrayList<>();
  private int next;
  private boolean closed;

  Load(String bootstrap, String topic, int partitions, Ledger ledger) {
    this(bootstrap, topic, partitions, ledger, topic);
  }

  /** What it sends begins with a name, different from that of others of the same ledger. */
  Load(String bootstrap, String topic, int partitions, Ledger ledger, String name) {
    this.name = name;
    this.topic = topic;
    this.partitions = partitions;
    this.ledger = ledger;
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap, "linger.ms", 5, "max.block.ms", 30_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    clock.schedule(
        new TimerTask() {
          @Override
          public void run() {
            send();
          }
        },
        0,
        10);
  }

  private synchronized void send() {
    if (closed) {
      return;
    }
    for (int i = 0; i < RECORDS_AT_ONCE; i++) {
      String value = name + " " + next;
      sends.add(
          producer.send(
              new ProducerRecord<>(topic, next % partitions, null, value.getBytes(UTF_8)),
              (metadata, failure) -> {
                if (failure == null) {
                  ledger.sent(value, metadata);
                }
              }));
      next++;
    }
  }

  /** Returns when Kafka has confirmed all that it was sent. */
  @Override
  public synchronized void close() throws InterruptedException, ExecutionException {
    clock.cancel();
    closed = true; // for a task that waits for the lock
    producer.close();
    for (Future<RecordMetadata> send : sends) {
      send.get();
    }
  }
}
