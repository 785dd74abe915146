// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.Positioned;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.parts.KafkaCluster;
import io.holdfast.parts.TemporaryDirectory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Receivers of one group on three brokers, under load; for longer with {@code -Plong}. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class KafkaClusterIT {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");
  private static final int REBALANCES = LONG ? 100 : 20;
  private static final int KILLS = LONG ? 10 : 1;

  private static final int PARTITIONS = 12;
  private static final Duration BOUND = Duration.ofSeconds(60);

  private static TemporaryDirectory directory;
  private static KafkaCluster cluster;

  @BeforeAll
  static void startCluster() throws Exception {
    directory = TemporaryDirectory.create("kafka-cluster");
    cluster = KafkaCluster.start(directory.path());
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
    directory.close();
  }

  private static KafkaReceiverBuilder<String> receiver(String topic) {
    return KafkaReceiver.strings()
        .bootstrapServers(cluster.bootstrap())
        .groupId("group-of-" + topic)
        .topics(topic)
        .settings(ReceiverSettings.builder().drainTimeout(Duration.ofSeconds(5)).build());
  }

  private static CommitWatch watch(String topic, Ledger ledger) {
    return new CommitWatch(cluster.bootstrap(), "group-of-" + topic, ledger);
  }

  private static void awaitMore(Member member) {
    int before = member.storedRecords();
    await().atMost(BOUND).until(() -> member.storedRecords() > before);
  }

  /** How a group may hand out partitions; the last one only with the newest Kafka. */
  static List<Map<String, String>> assignments() {
    Map<String, String> eager = assignor("RangeAssignor");
    Map<String, String> cooperative = assignor("CooperativeStickyAssignor");
    return Boolean.getBoolean("holdfast.kafka4")
        ? List.of(eager, cooperative, Map.of("group.protocol", "consumer"))
        : List.of(eager, cooperative);
  }

  private static Map<String, String> assignor(String name) {
    return Map.of(
        "partition.assignment.strategy",
        "org.apache.kafka.clients.consumer." + name,
        "heartbeat.interval.ms",
        "200");
  }

  @ParameterizedTest
  @MethodSource("assignments")
  void twentyRebalancesUnderLoadLoseNothingAndRepeatNothing(Map<String, String> assignment)
      throws Exception {
    String topic = "rebalances-" + assignment.hashCode();
    cluster.createTopic(topic, PARTITIONS);
    KafkaReceiver<Positioned<String>> receiver =
        receiver(topic).properties(assignment).buildPositioned();
    Ledger ledger = new Ledger();
    try (CommitWatch commits = watch(topic, ledger);
        Member stays = new Member("stays", receiver, ledger)) {
      try (Load load = new Load(cluster.bootstrap(), topic, PARTITIONS, ledger)) {
        awaitMore(stays);
        for (int rebalance = 0; rebalance < REBALANCES; rebalance += 2) {
          Member comesAndGoes = new Member("member-" + rebalance, receiver, ledger);
          try (comesAndGoes) {
            awaitMore(comesAndGoes);
            awaitMore(stays);
          }
          assertThat(comesAndGoes.failures()).isEmpty();
          awaitMore(stays);
        }
      }
      await().atMost(BOUND).until(commits::isComplete);
      assertThat(stays.failures()).isEmpty();
      assertThat(stays.timesFull()).isPositive();
    }
    System.out.printf("%s: %s%n", topic, ledger);
    ledger.assertCommitted();
    ledger.assertNothingLost();
    ledger.assertNothingTwice();
    ledger.assertOrderKept();
  }

  @Test
  void aKilledLeaderCostsNothingAndTheOrderIsKept() throws Exception {
    String topic = "leaders";
    cluster.createTopic(topic, PARTITIONS);
    KafkaReceiver<Positioned<String>> receiver = receiver(topic).buildPositioned();
    Ledger ledger = new Ledger();
    try (CommitWatch commits = watch(topic, ledger);
        Member member = new Member("member", receiver, ledger)) {
      try (Load load = new Load(cluster.bootstrap(), topic, PARTITIONS, ledger)) {
        for (int kill = 0; kill < KILLS; kill++) {
          awaitMore(member);
          int leader = cluster.leader(topic, 0);
          cluster.kill(leader);
          await().atMost(BOUND).until(() -> cluster.leader(topic, 0) != leader);
          awaitMore(member);
          cluster.restart(leader);
          awaitMore(member);
        }
      }
      await().atMost(BOUND).until(commits::isComplete);
    }
    System.out.printf("%s: %s%n", topic, ledger);
    ledger.assertCommitted();
    ledger.assertNothingLost();
    ledger.assertOrderKept();
  }
}
