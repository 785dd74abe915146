// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.ReceiverStreams;
import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The job started again and again on one checkpoint, all in this JVM, where a thread that one run
 * leaves behind meets the next one: nothing grows with the number of runs.
 */
@Tag("long")
@Timeout(900)
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
class KafkaRestartsIT {
  private static final int RUNS = 50;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int LINES_A_RUN = 100;
  private static final int PARTITIONS = 2;
  private static final Map<String, String> SPARK =
      Map.of("spark.master", "local[2]", "spark.ui.enabled", "false", "spark.locality.wait", "0s");

  /** Threads that belong to one run: ours, the pool's, and the consumer's. */
  private static final Pattern OF_A_RUN =
      Pattern.compile("holdfast-.*|HikariPool.*|kafka-coordinator-heartbeat.*|Spark.*Listener.*");

  /**
   * What Spark keeps in a checkpoint directory is bounded by time and not by runs: ten checkpoints
   * with their backups, and logs of the last half minute, in which a run writes a few.
   */
  private static final int MOST_FILES = 150;

  private static TemporaryDirectory directory;
  private static KafkaBroker broker;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws InterruptedException {
    directory = TemporaryDirectory.create("restarts");
    broker = KafkaBroker.start(directory.path());
  }

  @AfterAll
  static void stop() {
    broker.close();
    directory.close();
  }

  @BeforeEach
  void configureSpark() {
    SPARK.forEach(System::setProperty);
  }

  @AfterEach
  void forgetSpark() {
    SPARK.keySet().forEach(System::clearProperty);
  }

  @Test
  void manyRestartsOnOneCheckpointLeaveNothingBehindThatGrows() throws Exception {
    broker.createTopic("restarts", PARTITIONS);
    Path checkpoint = folder.resolve("checkpoint");
    String url = "jdbc:sqlite:" + folder.resolve("totals.db");
    List<Integer> threads = new ArrayList<>();
    List<Long> files = new ArrayList<>();
    for (int run = 1; run <= RUNS; run++) {
      produce(run);
      CompletableFuture<Integer> job = CompletableFuture.supplyAsync(() -> run(checkpoint, url));
      long lines = (long) run * LINES_A_RUN;
      Awaitility.await("the lines of run " + run)
          .atMost(PATIENCE)
          .until(() -> job.isDone() || counted(url) == lines);
      stopActiveJob();
      assertThat(job.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isZero();
      assertThat(counted(url)).isEqualTo(lines);
      Awaitility.await("no thread of run " + run)
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(threadsOfARun()).isEmpty());
      threads.add(Thread.activeCount());
      files.add(count(checkpoint));
    }
    System.out.printf("after each of %d runs: threads %s, files %s%n", RUNS, threads, files);
    assertThat(threads.get(RUNS - 1)).isLessThan(threads.get(1) + RUNS / 2);
    assertThat(files).allMatch(count -> count <= MOST_FILES);
    assertThat(number(url, "SELECT count(*) FROM fences")).isOne();
    assertThat(number(url, "SELECT count(*) FROM processed_ranges")).isEqualTo(PARTITIONS);
    assertThat(number(url, "SELECT count(*) FROM processed_batches")).isZero();
  }

  private static void produce(int run) throws Exception {
    Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrap());
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int line = 0; line < LINES_A_RUN; line++) {
        sent.add(
            producer.send(new ProducerRecord<>("restarts", line % PARTITIONS, null, "run" + run)));
      }
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    }
  }

  private static int run(Path checkpoint, String url) {
    return JobCommand.execute(
        new CommandLine(new KafkaWordCount()),
        broker.bootstrap(),
        "restarts",
        "--batch=1",
        "--checkpoint=" + checkpoint,
        "--totals-jdbc=" + url);
  }

  private static void stopActiveJob() throws InterruptedException {
    if (StreamingContext.getActive().isDefined()) {
      ReceiverStreams.stop(new JavaStreamingContext(StreamingContext.getActive().get()), PATIENCE);
    }
  }

  private static long counted(String url) {
    try {
      return number(url, "SELECT sum(total) FROM word_totals");
    } catch (SQLException e) {
      return 0; // before the job has created its tables
    }
  }

  private static List<String> threadsOfARun() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> OF_A_RUN.matcher(name).matches())
        .toList();
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  private static long number(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
