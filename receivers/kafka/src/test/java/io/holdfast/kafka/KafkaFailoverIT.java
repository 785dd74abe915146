// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.parts.FaultProxy.Cut;
import io.holdfast.parts.FaultProxy.Direction;
import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.TemporaryDirectory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/**
 * What goes wrong between a receiver and its broker, under load, with a ledger; more of it with
 * {@code -Plong}.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class KafkaFailoverIT {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");
  private static final int CUTS = LONG ? 200 : 10;
  private static final int EXPIRIES = LONG ? 10 : 1;
  private static final int KILLS = LONG ? 10 : 1;
  private static final int TRANSACTIONS = LONG ? 1500 : 60;

  private static final int PARTITIONS = 4;
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(6);

  private static TemporaryDirectory directory;
  private static KafkaBroker broker;

  private final Ledger ledger = new Ledger();
  private String topic;

  @BeforeAll
  static void startBroker() throws Exception {
    directory = TemporaryDirectory.create("kafka-failover");
    broker = KafkaBroker.start(directory.path());
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
    directory.close();
  }

  @BeforeEach
  void createTopic(TestInfo test) throws Exception {
    broker.proxy().heal();
    topic = test.getTestMethod().orElseThrow().getName();
    broker.createTopic(topic, PARTITIONS);
  }

  @AfterEach
  void showLedger() {
    System.out.printf("%s: %s%n", topic, ledger);
  }

  /** Its connections go through the proxy. */
  private KafkaReceiverBuilder<String> receiver() {
    return KafkaReceiver.strings()
        .bootstrapServers(broker.proxiedBootstrap())
        .groupId("group-of-" + topic)
        .topics(topic)
        .property("heartbeat.interval.ms", "300")
        .property("session.timeout.ms", "1500")
        .property("request.timeout.ms", "3000")
        .property("max.poll.interval.ms", Long.toString(POLL_INTERVAL.toMillis()))
        .property("metadata.max.age.ms", "300")
        .settings(ReceiverSettings.builder().drainTimeout(Duration.ofMillis(500)).build());
  }

  private Load load() {
    return new Load(broker.bootstrap(), topic, PARTITIONS, ledger);
  }

  private CommitWatch watch(Ledger ledger) {
    return new CommitWatch(broker.bootstrap(), "group-of-" + topic, ledger);
  }

  private static void awaitMore(Member member) {
    int before = member.storedRecords();
    await().atMost(BOUND).until(() -> member.storedRecords() > before);
  }

  @Test
  void cutConnectionsCostNothing() throws Exception {
    try (CommitWatch commits = watch(ledger);
        Member member = new Member("member", receiver().buildPositioned(), ledger)) {
      try (Load load = load()) {
        for (int cut = 0; cut < CUTS; cut++) {
          awaitMore(member);
          broker.proxy().cut(cut % 2 == 0 ? Cut.RST : Cut.FIN);
        }
        awaitMore(member);
      }
      await().atMost(BOUND).until(commits::isComplete);
      assertThat(broker.proxy().cuts()).isPositive();
      assertThat(member.failures()).isEmpty();
    }
    ledger.assertCommitted();
    ledger.assertNothingLost();
    ledger.assertNothingTwice();
    ledger.assertOrderKept();
  }

  @Test
  void aMemberWhoseSessionExpiresLosesItsPartitionsAndNothingElse() throws Exception {
    try (CommitWatch commits = watch(ledger);
        Member member = new Member("member", receiver().buildPositioned(), ledger)) {
      try (Load load = load()) {
        for (int expiry = 0; expiry < EXPIRIES; expiry++) {
          awaitMore(member);
          long lost = member.metrics().count("partitions.lost");
          broker.proxy().stall(Direction.TO_SERVER);
          broker.proxy().stall(Direction.TO_CLIENT);
          await().atMost(BOUND).until(this::groupIsEmpty);
          broker.proxy().heal();
          await().atMost(BOUND).until(() -> member.metrics().count("partitions.lost") > lost);
          awaitMore(member);
        }
      }
      await().atMost(BOUND).until(commits::isComplete);
    }
    ledger.assertCommitted();
    ledger.assertNothingLost();
    ledger.assertOrderKept();
  }

  private boolean groupIsEmpty() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      String group = "group-of-" + topic;
      return admin
          .describeConsumerGroups(List.of(group))
          .all()
          .get()
          .get(group)
          .members()
          .isEmpty();
    }
  }

  @Test
  void aBrokerThatIsKilledAndRestartedCostsOnlyTime() throws Exception {
    try (CommitWatch commits = watch(ledger);
        Member member = new Member("member", receiver().buildPositioned(), ledger)) {
      try (Load load = load()) {
        for (int kill = 0; kill < KILLS; kill++) {
          awaitMore(member);
          broker.kill();
          broker.restart();
          awaitMore(member);
        }
      }
      await().atMost(BOUND).until(commits::isComplete);
    }
    ledger.assertCommitted();
    ledger.assertNothingLost();
    ledger.assertOrderKept();
  }

  @Test
  void aDeletedTopicDoesNotStopTheOthers() throws Exception {
    String doomed = topic + "-doomed";
    broker.createTopic(doomed, 1);
    Ledger ofBoth = new Ledger();
    try (CommitWatch commits = watch(ledger);
        Member member = new Member("member", receiver().topics(doomed).buildPositioned(), ofBoth)) {
      try (CommitWatch commitsOfBoth = watch(ofBoth)) {
        try (Load alsoDoomed = new Load(broker.bootstrap(), doomed, 1, ofBoth)) {
          awaitMore(member);
        }
        await().atMost(BOUND).until(commitsOfBoth::isComplete);
      }
      member.ledger(ledger);
      try (Load load = load();
          Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
        awaitMore(member);
        admin.deleteTopics(List.of(doomed)).all().get();
        await().atMost(BOUND).until(() -> member.metrics().value("partitions") == PARTITIONS);
        awaitMore(member);
      }
      await().atMost(BOUND).until(commits::isComplete);
      assertThat(member.failures()).isEmpty();
    }
    ledger.assertCommitted();
    ledger.assertNothingLost();
    ledger.assertNothingTwice();
    ofBoth.assertNothingLost();
    ofBoth.assertNothingTwice();
    ofBoth.assertCommitted();
  }

  @Test
  void aStoreThatStandsStillForLongerThanThePollIntervalCostsNothing() throws Exception {
    try (CommitWatch commits = watch(ledger);
        Member member = new Member("member", receiver().buildPositioned(), ledger)) {
      try (Load load = load()) {
        awaitMore(member);
        member.storeIsOpen().lock();
        try {
          int full = member.timesFull();
          long millis = POLL_INTERVAL.plusSeconds(2).toMillis();
          // Each time is a wait of some milliseconds.
          await()
              .atMost(BOUND)
              .until(() -> (member.timesFull() - full) * Member.POLL.toMillis() > millis);
        } finally {
          member.storeIsOpen().unlock();
        }
        awaitMore(member);
      }
      await().atMost(BOUND).until(commits::isComplete);
      assertThat(member.failures()).isEmpty();
      assertThat(member.metrics().count("partitions.lost")).isZero();
      assertThat(member.metrics().count("rebalances")).isEqualTo(1);
    }
    ledger.assertCommitted();
    ledger.assertNothingLost();
    ledger.assertNothingTwice();
  }

  @Test
  void ofAProducerThatAbortsEveryThirdTransactionExactlyTheCommittedRecordsCome() throws Exception {
    try (CommitWatch commits = watch(ledger);
        Member member = new Member("member", receiver().buildPositioned(), ledger);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap(), "transactional.id", topic),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      producer.initTransactions();
      for (int transaction = 0; transaction < TRANSACTIONS; transaction++) {
        boolean aborts = transaction % 3 == 2;
        producer.beginTransaction();
        Map<String, Future<RecordMetadata>> sends = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
          String value = "%d.%d %s".formatted(transaction, i, aborts ? "aborted" : "committed");
          sends.put(
              value,
              producer.send(
                  new ProducerRecord<>(topic, i % PARTITIONS, null, value.getBytes(UTF_8))));
        }
        for (Future<RecordMetadata> send : sends.values()) {
          send.get(); // an aborted record is to be in the log, too
        }
        if (aborts) {
          producer.abortTransaction();
        } else {
          producer.commitTransaction();
          for (Map.Entry<String, Future<RecordMetadata>> send : sends.entrySet()) {
            ledger.sent(send.getKey(), send.getValue().get());
          }
        }
      }
      await().atMost(BOUND).until(commits::isComplete);
    }
    ledger.assertCommitted();
    ledger.assertNothingLost(); // nor is anything there that was aborted
    ledger.assertNothingTwice();
    ledger.assertOrderKept();
  }
}
