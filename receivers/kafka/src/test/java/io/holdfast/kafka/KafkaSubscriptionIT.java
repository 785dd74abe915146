// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.Positioned;
import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.TemporaryDirectory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a receiver reads, on a real broker. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KafkaSubscriptionIT {
  private static final Duration BOUND = Duration.ofSeconds(30);

  private static TemporaryDirectory directory;
  private static KafkaBroker broker;

  @BeforeAll
  static void startBroker() throws Exception {
    directory = TemporaryDirectory.create("kafka-subscription");
    broker = KafkaBroker.start(directory.path());
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
    directory.close();
  }

  private static KafkaReceiverBuilder<String> receiver(String group) {
    return KafkaReceiver.strings()
        .bootstrapServers(broker.bootstrap())
        .groupId(group)
        .property("heartbeat.interval.ms", "200")
        .property("metadata.max.age.ms", "300");
  }

  private static Load load(String topic, int partitions, Ledger ledger) {
    return new Load(broker.bootstrap(), topic, partitions, ledger);
  }

  private static void awaitMore(Member member) {
    int before = member.storedRecords();
    await().atMost(BOUND).until(() -> member.storedRecords() > before);
  }

  @Test
  void newTopicsOfAPatternAndNewPartitionsAreReadFromTheirBeginning() throws Exception {
    KafkaReceiver<Positioned<String>> receiver =
        receiver("pattern").topicPattern("like-.*").buildPositioned();
    assertThatThrownBy(() -> receiver.checkTopics(BOUND))
        .hasMessage(
            "no topic at %s has a name like like-.*: create one, or check the pattern"
                .formatted(broker.bootstrap()));
    broker.createTopic("unlike", 1);
    Ledger ledger = new Ledger();
    try (Member member = new Member("member", receiver, ledger)) {
      broker.createTopic("like-a", 2);
      try (Load a = load("like-a", 2, ledger);
          Load unlike = load("unlike", 1, new Ledger())) {
        awaitMore(member);
      }
      broker.createTopic("like-b", 1);
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
        admin.createPartitions(Map.of("like-a", NewPartitions.increaseTo(3))).all().get();
      }
      try (Load b = load("like-b", 1, ledger);
          Load c = new Load(broker.bootstrap(), "like-a", 3, ledger, "more")) {
        awaitMore(member);
      }
      await().atMost(BOUND).until(ledger::isComplete);
      assertThat(member.failures()).isEmpty();
    }
    ledger.assertNothingLost();
    ledger.assertNothingTwice();
  }

  @Test
  void fixedPartitionsAreReadByNobodyElse() throws Exception {
    broker.createTopic("fixed", 3);
    Ledger ledger = new Ledger();
    KafkaReceiver<Positioned<String>> zero =
        receiver("fixed").partitions("fixed", 0).buildPositioned();
    KafkaReceiver<Positioned<String>> others =
        receiver("fixed").partitions("fixed", 1, 2).buildPositioned();
    assertThatThrownBy(() -> receiver("fixed").partitions("fixed", 2, 3).build().checkTopics(BOUND))
        .hasMessage(
            "the topic fixed has no partition 3 at %s: it has 3, counted from 0"
                .formatted(broker.bootstrap()));
    try (Load load = load("fixed", 3, ledger)) {
      try (Member first = new Member("first", zero, ledger);
          Member second = new Member("second", others, ledger)) {
        awaitMore(first);
        awaitMore(second);
      }
      try (Member again = new Member("again", zero, ledger);
          Member second = new Member("second", others, ledger)) {
        awaitMore(again); // after what was committed
        load.close();
        await().atMost(BOUND).until(ledger::isComplete);
        assertThat(again.failures()).isEmpty();
        assertThat(second.failures()).isEmpty();
      }
    }
    ledger.assertNothingLost();
    ledger.assertNothingTwice();
  }
}
