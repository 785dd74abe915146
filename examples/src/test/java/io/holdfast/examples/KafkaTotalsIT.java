// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static io.holdfast.examples.JobWait.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.PostgresServer;
import io.holdfast.parts.SparkSubmit;
import io.holdfast.parts.TemporaryDirectory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped jar with totals in a database, whose driver is killed, or superseded by another while
 * it is suspended: every total must equal an independent count, to the record.
 */
@Timeout(600)
class KafkaTotalsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int KILLS = Boolean.getBoolean("holdfast.long") ? 5 : 2;
  private static final int LINES = 20_000;
  private static final int PARTITIONS = 3;

  private static TemporaryDirectory servers;
  private static KafkaBroker broker;

  @TempDir private Path folder;
  private final Map<String, Long> expected = new TreeMap<>();
  private final Random random = new Random(20_261_122);
  private String topic;
  private int submissions;

  @BeforeAll
  static void start() throws InterruptedException {
    servers = TemporaryDirectory.create("totals");
    broker = KafkaBroker.start(servers.path().resolve("kafka"));
  }

  @AfterAll
  static void stop() {
    broker.close();
    servers.close();
  }

  @BeforeEach
  void createTopic(TestInfo test) throws InterruptedException {
    topic = test.getTestMethod().orElseThrow().getName();
    broker.createTopic(topic, PARTITIONS);
  }

  private ChildProcess submit(String totals, String... more) {
    return SparkSubmit.of(
            Path.of(System.getProperty("holdfast.shipped.jar")), KafkaWordCount.class.getName())
        .driverOptions(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"))
        // Slow enough to be met in the middle; a checkpoint keeps it for all lives.
        .configuration("spark.streaming.receiver.maxRate", "4000")
        .arguments(
            broker.bootstrap(), topic, "--batch=2", "--group=" + topic, "--totals-jdbc=" + totals)
        .arguments(more)
        .start(folder.resolve("job-" + ++submissions));
  }

  /** Produces lines of two words, and counts them as nobody else does. */
  private void produce() throws Exception {
    Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrap());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int i = 0; i < LINES; i++) {
        String line = "w%d w%d".formatted(random.nextInt(500), random.nextInt(500));
        sent.add(
            producer.send(new ProducerRecord<>(topic, i % PARTITIONS, null, line.getBytes(UTF_8))));
        Arrays.stream(line.split(" ", -1)).forEach(word -> expected.merge(word, 1L, Long::sum));
      }
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    }
  }

  private Map<String, Long> totals(String url) throws SQLException {
    Map<String, Long> totals = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT word, total FROM word_totals WHERE job = '" + topic + "'")) {
      while (rows.next()) {
        totals.put(rows.getString(1), rows.getLong(2));
      }
    }
    return totals;
  }

  /** How many words the lines have that were committed to the group. */
  private long committed() throws Exception {
    Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrap());
    try (Admin admin = Admin.create(properties)) {
      return admin
          .listConsumerGroupOffsets(topic)
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(offset -> 2 * offset.offset())
          .sum();
    }
  }

  private long produced() {
    return expected.values().stream().mapToLong(count -> count).sum();
  }

  private long counted(String url) {
    try {
      return totals(url).values().stream().mapToLong(total -> total).sum();
    } catch (SQLException e) {
      return 0; // before the job has created its tables
    }
  }

  @Test
  void totalsAreExactThoughTheDriverIsKilledAgainAndAgain() throws Exception {
    Path file = folder.resolve("totals.db");
    String url = "jdbc:sqlite:" + file;
    String checkpoint = "--checkpoint=" + folder.resolve("checkpoint");
    for (int kill = 0; kill < KILLS; kill++) {
      produce();
      try (ChildProcess job = submit(file.toString(), checkpoint)) {
        long before = counted(url);
        await(job, PATIENCE, "some of it is counted", () -> counted(url) > before);
        job.kill();
      }
    }
    produce();
    try (ChildProcess job = submit(file.toString(), checkpoint)) {
      await(job, PATIENCE, "all of it is counted", () -> counted(url) >= produced());
      job.terminate();
      job.awaitExit(PATIENCE);
      assertThat(job.log()).doesNotContain("\tat ");
    }
    assertThat(totals(url)).isEqualTo(expected);
  }

  @Test
  void aSecondDriverTakesOverFromOneThatIsSuspended() throws Exception {
    try (TemporaryDirectory directory = TemporaryDirectory.create("postgres");
        PostgresServer server = PostgresServer.start(directory.path())) {
      String url = server.jdbcUrl();
      produce();
      produce();
      try (ChildProcess first = submit(url)) {
        await(
            first,
            PATIENCE,
            "more is committed than counted",
            () -> counted(url) > 0 && committed() > counted(url));
        first.suspend();
        assertThat(committed()).isGreaterThan(counted(url));
        try (ChildProcess second = submit(url)) {
          await(
              second,
              PATIENCE,
              "the second one has counted the rest",
              () -> counted(url) == produced());
          first.resume();
          assertThat(first.awaitExit(PATIENCE)).as(first.logTail()).isZero();
          assertThat(first.log())
              .containsPattern(
                  "KafkaWordCount: the application \\S+ \\(epoch 2\\) has taken over the job "
                      + topic);
          produce();
          await(second, PATIENCE, "all is counted", () -> counted(url) >= produced());
        }
      }
      assertThat(totals(url)).isEqualTo(expected);
    }
  }
}
