// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.managers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.parts.KafkaBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of lines of two words, and what a job has made of it in a database. */
final class WordTopic {
  private static final int PARTITIONS = 4;
  private static final int WORDS = 500;

  private final KafkaBroker broker;
  private final String name;
  private final Path database;
  private final Map<String, Long> expected = new TreeMap<>();
  private final Random random = new Random(20_261_128);

  private WordTopic(KafkaBroker broker, String name, Path database) {
    this.broker = broker;
    this.name = name;
    this.database = database;
  }

  /** Creates the topic; {@code database} is a file of SQLite, in which the job keeps its totals. */
  static WordTopic create(KafkaBroker broker, String name, Path database)
      throws InterruptedException {
    broker.createTopic(name, PARTITIONS);
    return new WordTopic(broker, name, database);
  }

  String name() {
    return name;
  }

  Path database() {
    return database;
  }

  /** Returns when the broker has all of them. */
  void produce(int lines) throws Exception {
    Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrap());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> stored = new ArrayList<>();
      for (int line = 0; line < lines; line++) {
        String text = word() + " " + word();
        stored.add(
            producer.send(
                new ProducerRecord<>(name, line % PARTITIONS, null, text.getBytes(UTF_8))));
      }
      producer.flush();
      for (Future<RecordMetadata> each : stored) {
        each.get();
      }
    }
  }

  private String word() {
    String word = "w" + random.nextInt(WORDS);
    expected.merge(word, 1L, Long::sum);
    return word;
  }

  /** How many words were produced. */
  long sent() {
    return sum(expected);
  }

  /** How many words the lines have that receivers have acknowledged. */
  long acknowledged(String group) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .entrySet()
          .stream()
          .filter(offset -> offset.getKey().topic().equals(name))
          .mapToLong(offset -> 2 * offset.getValue().offset())
          .sum();
    }
  }

  /** How many words are in the totals. */
  long counted() {
    return sum(totals());
  }

  /** How many words have another total than they should have. */
  long wrong() {
    Map<String, Long> totals = totals();
    return Stream.concat(expected.keySet().stream(), totals.keySet().stream())
        .distinct()
        .filter(word -> !Objects.equals(expected.get(word), totals.get(word)))
        .count();
  }

  private Map<String, Long> totals() {
    return SqliteTotals.in(database);
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(count -> count).sum();
  }
}
