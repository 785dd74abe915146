// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.SparkSubmit;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A topic of lines, their words counted as nobody else does, and jobs that keep the totals of the
 * topic in a database.
 */
final class TopicTotals {
  private final KafkaBroker broker;
  private final String topic;
  private final int partitions;
  private final Path folder;
  private final Map<String, Long> expected = new TreeMap<>();
  private final Random random = new Random(20_261_122);
  private int submissions;

  private TopicTotals(KafkaBroker broker, String topic, int partitions, Path folder) {
    this.broker = broker;
    this.topic = topic;
    this.partitions = partitions;
    this.folder = folder;
  }

  /** Creates the topic. What jobs leave goes into the folder. */
  static TopicTotals create(KafkaBroker broker, String topic, int partitions, Path folder)
      throws InterruptedException {
    broker.createTopic(topic, partitions);
    return new TopicTotals(broker, topic, partitions, folder);
  }

  String topic() {
    return topic;
  }

  /** Submits the shipped jar, with batches of two seconds. */
  ChildProcess submit(
      Class<? extends Callable<Integer>> job,
      UnaryOperator<SparkSubmit> settings,
      String totals,
      String... more) {
    SparkSubmit submit =
        SparkSubmit.of(Path.of(System.getProperty("holdfast.shipped.jar")), job.getName())
            .driverOptions(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"))
            .arguments(broker.bootstrap(), topic)
            .arguments("--batch=2", "--group=" + topic, "--totals-jdbc=" + totals)
            .arguments(more);
    return settings.apply(submit).start(folder.resolve("job-" + ++submissions));
  }

  /** Produces so many lines of two words. */
  void produce(int lines) {
    Map<String, Object> properties =
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Exception> failures = Collections.synchronizedList(new ArrayList<>());
      for (int i = 0; i < lines; i++) {
        String line = "w%d w%d".formatted(random.nextInt(500), random.nextInt(500));
        Future<RecordMetadata> unused =
            producer.send(
                new ProducerRecord<>(topic, i % partitions, null, line.getBytes(UTF_8)),
                (stored, failure) -> {
                  if (failure != null) {
                    failures.add(failure);
                  }
                });
        Arrays.stream(line.split(" ", -1)).forEach(word -> expected.merge(word, 1L, Long::sum));
      }
      producer.flush();
      assertThat(failures).isEmpty();
    }
  }

  /** How often each word was produced. */
  Map<String, Long> expected() {
    return expected;
  }

  /** How many words were produced. */
  long produced() {
    return expected.values().stream().mapToLong(count -> count).sum();
  }

  Map<String, Long> totals(String url) throws SQLException {
    Map<String, Long> totals = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement statement =
            connection.prepareStatement("SELECT word, total FROM word_totals WHERE job = ?")) {
      statement.setString(1, topic);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          totals.put(rows.getString(1), rows.getLong(2));
        }
      }
    }
    return totals;
  }

  /** How many words are in the totals. */
  long counted(String url) {
    try {
      return totals(url).values().stream().mapToLong(total -> total).sum();
    } catch (SQLException e) {
      return 0; // before the job has created its tables
    }
  }
}
