// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.Polled;
import io.holdfast.core.Positioned;
import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.TemporaryDirectory;
import io.holdfast.testkit.FakeContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** Where a receiver begins on a real broker, and what it does when that is not there. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KafkaStartIT {
  private static final Duration BOUND = Duration.ofSeconds(60);

  private static TemporaryDirectory directory;
  private static KafkaBroker broker;
  private static Admin admin;

  private final FakeContext context = new FakeContext(PoisonPolicy.FAIL);
  private String topic;
  private KafkaSource<String> source;

  @BeforeAll
  static void startBroker() throws Exception {
    directory = TemporaryDirectory.create("kafka-start");
    broker = KafkaBroker.start(directory.path());
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    broker.close();
    directory.close();
  }

  /** Ten records, a second apart by their timestamps. */
  @BeforeEach
  void createTopic(TestInfo test) throws Exception {
    topic = test.getTestMethod().orElseThrow().getName();
    broker.createTopic(topic, 1);
    for (int i = 0; i < 10; i++) {
      send(0, Instant.ofEpochSecond(i), Integer.toString(i));
    }
  }

  @AfterEach
  void closeSource() {
    if (source != null) {
      source.close();
    }
  }

  private void send(int partition, Instant time, String value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  topic, partition, time.toEpochMilli(), null, value.getBytes(UTF_8)))
          .get();
    }
  }

  private KafkaReceiverBuilder<String> receiver() {
    return KafkaReceiver.strings()
        .bootstrapServers(broker.bootstrap())
        .groupId("group-of-" + topic)
        .property("metadata.max.age.ms", "300")
        .topics(topic);
  }

  @SuppressWarnings("unchecked") // there is no other source
  private void open(KafkaReceiver<String> receiver) {
    source = (KafkaSource<String>) receiver.open(context);
  }

  /** What comes until so many records have; all of it is committed. */
  private List<String> read(int records) throws Exception {
    List<String> read = new ArrayList<>();
    while (read.size() < records) {
      read.addAll(readOnce());
    }
    return read;
  }

  private List<String> readOnce() throws Exception {
    Polled<String, KafkaPosition> polled = source.poll(1, Duration.ofMillis(100));
    if (polled.isNothing()) {
      return List.of();
    }
    source.commit(List.of(polled.position()));
    return polled.batch().records();
  }

  /** Polls until the source knows where it begins. */
  private void begin() {
    await()
        .atMost(BOUND)
        .until(
            () -> {
              assertThat(readOnce()).isEmpty();
              return context.metrics().count("commits") > 0;
            });
  }

  private long committed() throws Exception {
    return admin
        .listConsumerGroupOffsets("group-of-" + topic)
        .partitionsToOffsetAndMetadata()
        .get()
        .get(new TopicPartition(topic, 0))
        .offset();
  }

  private void delete(long before) throws Exception {
    TopicPartition partition = new TopicPartition(topic, 0);
    admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before))).all().get();
  }

  @Test
  void atTheFirstRecord() throws Exception {
    open(receiver().build());

    assertThat(read(10)).startsWith("0").endsWith("9");
  }

  @Test
  void afterTheLastAndAtTheFirstOfAPartitionThatIsAddedLater() throws Exception {
    context.onFlush(() -> true); // all that was read is committed
    open(receiver().start(Start.latest()).build());
    begin();
    send(0, Instant.now(), "new");
    assertThat(read(1)).containsExactly("new");

    admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(2))).all().get();
    send(1, Instant.now(), "in the new partition");

    assertThat(read(1)).containsExactly("in the new partition");
  }

  @Test
  void atATime() throws Exception {
    open(receiver().start(Start.at(Instant.ofEpochSecond(6))).build());
    assertThat(read(4)).containsExactly("6", "7", "8", "9");
  }

  @Test
  void atATimeToCome() throws Exception {
    open(receiver().start(Start.at(Instant.now())).build());
    begin();
    send(0, Instant.now(), "new");

    assertThat(read(1)).containsExactly("new");
  }

  @Test
  void atAnOffsetButAfterACommitThatIsThere() throws Exception {
    TopicPartition partition = new TopicPartition(topic, 0);
    KafkaReceiver<String> receiver = receiver().start(Start.offsets(Map.of(partition, 7L))).build();
    open(receiver);
    assertThat(read(3)).containsExactly("7", "8", "9");
    source.close();

    send(0, Instant.now(), "new");
    open(receiver);

    assertThat(read(1)).containsExactly("new");
  }

  @Test
  void notAtAnOffsetThatWasDeletedSince() throws Exception {
    open(receiver().property("max.poll.records", "2").build());
    assertThat(read(2)).containsExactly("0", "1");
    source.close();
    delete(6);

    for (int session = 0; session < 2; session++) {
      open(receiver().build());
      assertThatThrownBy(() -> read(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(
              "topic %s, partition 0: the next offset to read is 2, but the first there is is 6:"
                  .formatted(topic));
      source.close();
      assertThat(committed()).isEqualTo(2);
    }
    open(receiver().onGap(GapPolicy.EARLIEST).build());
    assertThat(read(4)).containsExactly("6", "7", "8", "9");
    assertThat(committed()).isEqualTo(10);
    assertThat(context.metrics().count("offsets.skipped")).isEqualTo(4);
  }

  @Test
  void atTheFirstRecordOfATopicThatIsRecreatedWhileItIsRead() throws Exception {
    KafkaReceiver<Positioned<String>> positioned = receiver().buildPositioned();
    Ledger old = new Ledger();
    Ledger anew = new Ledger();
    try (Member member = new Member("member", positioned, old)) {
      await().atMost(BOUND).until(() -> old.storedCount() == 10);
      member.ledger(anew);
      admin.deleteTopics(List.of(topic)).all().get();
      await().atMost(BOUND).until(() -> !admin.listTopics().names().get().contains(topic));
      broker.createTopic(topic, 1);
      try (CommitWatch commits = new CommitWatch(broker.bootstrap(), "group-of-" + topic, anew)) {
        try (Load load = new Load(broker.bootstrap(), topic, 1, anew)) {
          // It may be longer than the old one when somebody looks.
          await().atMost(BOUND).until(() -> anew.sentCount() > 100);
        }
        await().atMost(BOUND).until(commits::isComplete);
      }
      assertThat(member.failures()).isNotEmpty();
      assertThat(member.failures())
          .anySatisfy(
              failure ->
                  assertThat(failure)
                      .hasMessageContaining(topic)
                      .hasMessageContaining("was deleted and created again"));
    }
    System.out.printf("%s: %s%n", topic, anew);
    anew.assertCommitted();
    anew.assertNothingLost();
  }
}
