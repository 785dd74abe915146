// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import io.holdfast.parts.KafkaBroker;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic that is filled before anything is measured, and read from its begin by each round. */
final class KafkaTopic {
  private static final int DIFFERENT_VALUES = 1024;

  private final String bootstrap;
  private final String name;
  private final long records;
  private final int partitions;
  private final int recordBytes;

  private KafkaTopic(String bootstrap, String name, long records, int partitions, int recordBytes) {
    this.bootstrap = bootstrap;
    this.name = name;
    this.records = records;
    this.partitions = partitions;
    this.recordBytes = recordBytes;
  }

  /**
   * Creates the topic and fills it, partition by turns, with printable values without a key, which
   * begin with their number.
   */
  static KafkaTopic fill(
      KafkaBroker broker, String name, int partitions, long records, int recordBytes)
      throws InterruptedException {
    broker.createTopic(name, partitions);
    byte[][] values = values(recordBytes);
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap());
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 10);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (long i = 0; i < records; i++) {
        byte[] value = values[(int) (i % DIFFERENT_VALUES)];
        Checksum.write(i, value);
        var unused =
            producer.send(
                new ProducerRecord<>(name, (int) (i % partitions), null, value),
                (metadata, e) -> failure.compareAndSet(null, e));
      }
    }
    if (failure.get() != null) {
      throw new IllegalStateException("the topic could not be filled", failure.get());
    }
    return new KafkaTopic(broker.bootstrap(), name, records, partitions, recordBytes);
  }

  private static byte[][] values(int bytes) {
    Random random = new Random(1);
    byte[][] values = new byte[DIFFERENT_VALUES][bytes];
    for (byte[] value : values) {
      for (int i = 0; i < bytes; i++) {
        value[i] = (byte) (' ' + random.nextInt('~' - ' '));
      }
    }
    return values;
  }

  String bootstrap() {
    return bootstrap;
  }

  String name() {
    return name;
  }

  long records() {
    return records;
  }

  /** Of all values together. */
  long bytes() {
    return records * recordBytes;
  }

  @Override
  public String toString() {
    return "%d B, %d partition%s".formatted(recordBytes, partitions, partitions == 1 ? "" : "s");
  }
}
