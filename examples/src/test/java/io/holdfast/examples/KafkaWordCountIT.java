// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static io.holdfast.examples.JobWait.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.FreePorts;
import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.SparkSubmit;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The shipped jar, submitted as a user does, against a real broker. */
class KafkaWordCountIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int SIGTERM = 128 + 15;
  private static final long SEED = 20_261_122;

  @TempDir private static Path brokerFolder;
  private static KafkaBroker broker;

  @TempDir private Path folder;
  private String topic;
  private int submissions;

  @BeforeAll
  static void startBroker() throws InterruptedException {
    broker = KafkaBroker.start(brokerFolder);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void nameTheTopic(TestInfo test) {
    topic = test.getTestMethod().orElseThrow().getName();
  }

  @Test
  void countsACorpusAsAnIndependentCountDoes() throws Exception {
    Corpus corpus = Corpus.of(SEED, 100_000);
    broker.createTopic(topic, 2);
    // One codec for each part: the client's codecs are Spark's, of other versions than its own.
    List<String> codecs = List.of("none", "gzip", "snappy", "lz4", "zstd");
    int part = corpus.lines().size() / codecs.size();
    for (int i = 0; i < codecs.size(); i++) {
      produce(codecs.get(i), corpus.lines().subList(i * part, (i + 1) * part));
    }
    sendTombstone();
    Path totals = folder.resolve("totals");
    String expected = corpus.totals();
    try (ChildProcess job =
        submit(submit -> submit, broker.bootstrap(), topic, "--batch=1", "--totals=" + totals)) {
      await(
          job,
          PATIENCE,
          "every word is counted",
          () -> Files.exists(totals) && Files.readString(totals).equals(expected));
      job.terminate();
      assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isEqualTo(SIGTERM);
      assertThat(job.log()).doesNotContain("\tat ");
    }
    assertThat(totals).content(StandardCharsets.UTF_8).isEqualTo(expected);
  }

  /** {@link KafkaTotalsIT} kills it, too, and wants exact totals. */
  @Tag("long")
  @Test
  void countsEveryWordAtLeastOnceWhenTheDriverIsKilled() throws Exception {
    Corpus corpus = Corpus.of(SEED + 1, 60_000);
    broker.createTopic(topic, 2);
    produce("none", corpus.lines());
    Path totals = folder.resolve("totals");
    String[] arguments = {
      broker.bootstrap(),
      topic,
      "--batch=3",
      "--group=" + topic,
      "--totals=" + totals,
      "--checkpoint=" + folder.resolve("checkpoint")
    };
    // Slow enough to be killed in the middle; the checkpoint keeps it for the second life.
    UnaryOperator<SparkSubmit> slowly =
        submit -> submit.configuration("spark.streaming.receiver.maxRate", "6000");
    try (ChildProcess job = submit(slowly, arguments)) {
      await(
          job,
          PATIENCE,
          "a batch is counted",
          () -> Files.exists(totals) && Files.size(totals) > 0);
      String counted = Files.readString(totals);
      long acknowledged = acknowledged();
      await(job, PATIENCE, "more is acknowledged", () -> acknowledged() > acknowledged);
      job.kill();
      assertThat(totals)
          .as("records were acknowledged that are in no total yet")
          .content(StandardCharsets.UTF_8)
          .isEqualTo(counted);
    }
    Map<String, Long> expected = corpus.counts();
    try (ChildProcess job = submit(slowly, arguments)) {
      await(
          job,
          PATIENCE,
          "no word is missing",
          () -> missing(expected, WrittenTotals.in(totals)).isEmpty());
      job.terminate();
      assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isEqualTo(SIGTERM);
      assertThat(job.log()).doesNotContain("\tat ");
    }
    Map<String, Long> counted = WrittenTotals.in(totals);
    assertThat(counted.keySet()).isEqualTo(expected.keySet());
    assertThat(missing(expected, counted)).isEmpty();
    assertThat(sum(counted)).isLessThan(2 * sum(expected));
  }

  /** {@link #keepsPoisonAsDeadLettersAndStopsWhenIdle} counts what is none, too. */
  @Tag("long")
  @Test
  void leavesPoisonOutWhenAskedTo() throws Exception {
    broker.createTopic(topic, 1);
    produce("none", List.of("hello world"));
    sendPoison();
    produce("none", List.of("hello"));
    Path totals = folder.resolve("totals");
    try (ChildProcess job =
        submit(
            submit -> submit,
            broker.bootstrap(),
            topic,
            "--batch=1",
            "--poison=skip",
            "--totals=" + totals,
            "--stop-when-idle=10")) {
      assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isZero();
      assertThat(job.log()).contains("topic %s, partition 0, offset 1".formatted(topic));
    }
    assertThat(totals).hasContent("hello\t2\nworld\t1\n");
  }

  @Test
  void keepsPoisonAsDeadLettersAndStopsWhenIdle() throws Exception {
    broker.createTopic(topic, 1);
    produce("none", List.of("hello world"));
    sendPoison();
    produce("none", List.of("hello"));
    Path totals = folder.resolve("totals");
    Path deadLetters = folder.resolve("dead");
    try (ChildProcess job =
        submit(
            submit -> submit,
            broker.bootstrap(),
            topic,
            "--batch=1",
            "--poison=dead-letter",
            "--dead-letters=" + deadLetters.toUri(),
            "--totals=" + totals,
            "--stop-when-idle=10")) {
      assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isZero();
    }
    assertThat(totals).hasContent("hello\t2\nworld\t1\n");
    List<String> letters = new ArrayList<>();
    try (Stream<Path> files = Files.list(deadLetters)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".jsonl")).toList()) {
        letters.addAll(Files.readAllLines(file));
      }
    }
    assertThat(letters).hasSize(1);
    JsonNode letter = new ObjectMapper().readTree(letters.get(0));
    assertThat(letter.get("position").textValue())
        .isEqualTo("topic %s, partition 0, offset 1".formatted(topic));
    assertThat(letter.get("error").textValue()).contains("not valid UTF-8");
    assertThat(letter.get("payload").get("key").isNull()).isTrue();
    assertThat(letter.get("payload").get("value").binaryValue())
        .isEqualTo(new byte[] {'o', 'k', ' ', (byte) 0xFF});
  }

  /** {@link PreflightIT} has such a job, too. */
  @Tag("long")
  @Test
  void refusesADirectoryOfDeadLettersThatCannotBeWritten() throws Exception {
    broker.createTopic(topic, 1);
    Path file = Files.createFile(folder.resolve("file"));
    assertRefused(
        submit -> submit,
        ("DEAD_LETTERS: The stream 0 (KafkaReceiver) is to keep poison under %s/d, where nothing"
                + " can be written (Parent path is not a directory: %s): let the job write"
                + " there, or set another deadLetterDirectory.")
            .formatted(file, file),
        broker.bootstrap(),
        topic,
        "--poison=dead-letter",
        "--dead-letters=" + file.resolve("d"));
  }

  @Test
  void endsAtPoisonAndNamesItsPosition() throws Exception {
    broker.createTopic(topic, 1);
    produce("none", List.of("hello world"));
    sendPoison();
    try (ChildProcess job =
        submit(submit -> submit, broker.bootstrap(), topic, "--batch=1", "--group=" + topic)) {
      assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isEqualTo(1);
      assertThat(sentences(job))
          .singleElement()
          .asString()
          .contains("topic %s, partition 0, offset 1".formatted(topic))
          .endsWith("; --poison skip leaves such records out");
    }
  }

  /** Found out where a missing topic is, and only later. */
  @Tag("long")
  @Test
  void refusesABrokerThatIsNotThere() throws Exception {
    String nobody = "127.0.0.1:" + FreePorts.choose(1).get(0);
    assertRefused(
        submit -> submit,
        "no Kafka broker answered at %s within 10000 ms: check that it runs and can be reached"
            .formatted(nobody),
        nobody,
        topic);
  }

  @Test
  void refusesATopicThatDoesNotExist() throws Exception {
    assertRefused(
        submit -> submit,
        "the topic %s does not exist at %s: create it, or check its name"
            .formatted(topic, broker.bootstrap()),
        broker.bootstrap(),
        topic);
  }

  /** {@link PreparationTest} shows it without a submission. */
  @Tag("long")
  @Test
  void refusesACheckpointThatCannotBeWritten() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertRefused(
        submit -> submit,
        ("the checkpoint directory %s/c cannot be written (ParentNotDirectoryException: Parent path"
                + " is not a directory: %s): give --checkpoint a directory that the job may create"
                + " and write")
            .formatted(file, file),
        broker.bootstrap(),
        topic,
        "--checkpoint=" + file.resolve("c"));
  }

  /** {@link UnreadableCheckpointIT} has a checkpoint that cannot be read, too. */
  @Tag("long")
  @Test
  void refusesACheckpointThatCannotBeRead() throws Exception {
    broker.createTopic(topic, 1);
    Path checkpoint = Files.createDirectory(folder.resolve("checkpoint"));
    Files.writeString(checkpoint.resolve("checkpoint-1700000000000"), "not a checkpoint");
    assertRefused(
        submit -> submit,
        ("no checkpoint in %s can be read (EOFException): start the version of the job, and of"
                + " Spark, that wrote it, or give --start-anew, which renames it aside: what was"
                + " received and is not counted yet is then lost")
            .formatted(checkpoint),
        broker.bootstrap(),
        topic,
        "--checkpoint=" + checkpoint);
  }

  /** {@link PreflightIT} has such a job, too. */
  @Tag("long")
  @Test
  void refusesAMasterWithoutACoreForTheBatches() throws Exception {
    broker.createTopic(topic, 1);
    assertRefused(
        submit -> submit.master("local[1]"),
        "CORES: The master local[1] has 1 core for 1 receiver, which leaves none to process what is"
            + " received: use local[2] or more.",
        broker.bootstrap(),
        topic);
  }

  /** {@link PreparationTest} shows it without a submission. */
  @Tag("long")
  @Test
  void refusesAPortThatIsInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertRefused(
          submit ->
              submit
                  .configuration("spark.ui.enabled", "true")
                  .configuration("spark.ui.port", Integer.toString(taken.getLocalPort()))
                  .configuration("spark.port.maxRetries", "0"),
          "the port %d of Spark's UI is in use: set spark.ui.port to a free one, or"
                  .formatted(taken.getLocalPort())
              + " spark.ui.enabled to false",
          broker.bootstrap(),
          topic);
    }
  }

  @Test
  void refusesAMissingArgument() throws Exception {
    assertRefused(
        submit -> submit,
        "Missing required parameter: 'TOPIC'; --help shows what it takes",
        broker.bootstrap());
  }

  private void assertRefused(
      UnaryOperator<SparkSubmit> settings, String sentence, String... arguments)
      throws InterruptedException {
    try (ChildProcess job = submit(settings, arguments)) {
      assertThat(job.awaitExit(PATIENCE)).as(job.logTail()).isEqualTo(2);
      assertThat(sentences(job)).containsExactly("KafkaWordCount: " + sentence);
      assertThat(job.log()).doesNotContain("\tat ");
    }
  }

  private static List<String> sentences(ChildProcess job) {
    return job.log().lines().filter(line -> line.startsWith("KafkaWordCount: ")).toList();
  }

  private ChildProcess submit(UnaryOperator<SparkSubmit> settings, String... arguments) {
    Path jar = Path.of(System.getProperty("holdfast.shipped.jar"));
    SparkSubmit submit =
        SparkSubmit.of(jar, KafkaWordCount.class.getName())
            .driverOptions(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"))
            .arguments(arguments);
    return settings.apply(submit).start(folder.resolve("job-" + ++submissions));
  }

  private void produce(String codec, List<String> lines) throws Exception {
    send(codec, lines.stream().map(line -> line.getBytes(StandardCharsets.UTF_8)).toList());
  }

  private void sendPoison() throws Exception {
    send("none", List.of(new byte[] {'o', 'k', ' ', (byte) 0xFF}));
  }

  private void sendTombstone() throws Exception {
    send("none", Collections.singletonList(null));
  }

  private void send(String codec, List<byte[]> values) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer(codec)) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (byte[] value : values) {
        sent.add(producer.send(new ProducerRecord<>(topic, value)));
      }
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(String codec) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            broker.bootstrap(),
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            codec,
            ProducerConfig.LINGER_MS_CONFIG,
            20),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** How many records the group has committed. */
  private long acknowledged() throws Exception {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap()))) {
      return admin
          .listConsumerGroupOffsets(topic)
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(OffsetAndMetadata::offset)
          .sum();
    }
  }

  /** The words that were counted less often than expected. */
  private static Map<String, Long> missing(Map<String, Long> expected, Map<String, Long> counted) {
    Map<String, Long> missing = new TreeMap<>();
    expected.forEach(
        (word, count) -> {
          long less = count - counted.getOrDefault(word, 0L);
          if (less > 0) {
            missing.put(word, less);
          }
        });
    return missing;
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
