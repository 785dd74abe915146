// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.PreflightException;
import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.TemporaryDirectory;
import io.holdfast.pipeline.totals.JdbcTotals;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the direct stream begins, as a real broker has it. */
class DirectTopicIT {
  private static TemporaryDirectory servers;
  private static KafkaBroker broker;
  private static Admin admin;

  @BeforeAll
  static void start() throws InterruptedException {
    servers = TemporaryDirectory.create("direct-topic");
    broker = KafkaBroker.start(servers.path());
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
  }

  @AfterAll
  static void stop() {
    admin.close();
    broker.close();
    servers.close();
  }

  @Test
  void beginsWhereTheGroupWasCommittedAndElseAtTheBeginning() throws Exception {
    broker.createTopic("committed", 2);
    admin
        .alterConsumerGroupOffsets(
            "committed", Map.of(new TopicPartition("committed", 1), new OffsetAndMetadata(7)))
        .all()
        .get();
    DirectTopic topic = DirectTopic.of(broker.bootstrap(), "committed", "committed");
    try (Consumer<?, ?> consumer = topic.onStart(Map.of())) {
      assertThat(consumer.position(new TopicPartition("committed", 0))).isZero();
      assertThat(consumer.position(new TopicPartition("committed", 1))).isEqualTo(7);
    }
  }

  @Test
  void goesOnFromTheCheckpointAndSeesNewPartitions() throws Exception {
    broker.createTopic("grown", 1);
    DirectTopic topic = DirectTopic.of(broker.bootstrap(), "grown", "grown");
    admin.createPartitions(Map.of("grown", NewPartitions.increaseTo(2))).all().get();
    TopicPartition old = new TopicPartition("grown", 0);
    Awaitility.await().until(() -> partitions("grown") == 2);
    try (Consumer<?, ?> consumer = topic.onStart(Map.of(old, 5L))) {
      assertThat(consumer.position(old)).isEqualTo(5);
      assertThat(consumer.position(new TopicPartition("grown", 1))).isZero();
    }
  }

  @Test
  void refusesATopicThatWasCreatedAgain(@TempDir Path folder) throws Exception {
    broker.createTopic("again", 1);
    JdbcTotals totals = JdbcTotals.of("again", folder.resolve("totals.db").toString());
    totals.check();
    DirectTopic topic = DirectTopic.counted(broker.bootstrap(), "again", "again", totals);
    topic.onStart(Map.of()).close();
    admin.deleteTopics(List.of("again")).all().get(1, TimeUnit.MINUTES);
    Awaitility.await()
        .ignoreExceptions()
        .untilAsserted(() -> broker.createTopic("again", 1)); // refused while it is being deleted
    assertThatThrownBy(() -> topic.onStart(Map.of(new TopicPartition("again", 0), 5L)))
        .isInstanceOf(PreflightException.class)
        .hasMessage(
            "the topic again was deleted and created again since the checkpoint was written, whose"
                + " offsets mean nothing in it: start with --start-anew, or with another"
                + " --checkpoint");
  }

  private static int partitions(String topic) throws Exception {
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .size();
  }
}
