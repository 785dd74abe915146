// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class KafkaClusterIT {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final TopicPartition WORDS = new TopicPartition("words", 0);

  @TempDir Path directory;

  @Test
  void two_go_on_when_the_leader_is_killed_and_it_comes_back() throws Exception {
    try (KafkaCluster cluster = KafkaCluster.start(directory)) {
      String bootstrap = cluster.bootstrap();
      cluster.createTopic(WORDS.topic(), 1);
      produce(bootstrap, "before");
      int killed = cluster.leader(WORDS.topic(), 0);

      cluster.kill(killed);
      await().atMost(BOUND).until(() -> cluster.leader(WORDS.topic(), 0) != killed);
      produce(bootstrap, "meanwhile");
      assertThat(copies(bootstrap)).doesNotContain(killed);
      cluster.restart(killed);
      // All three: on a busy machine another one may be thought dead meanwhile, and come back.
      await().atMost(BOUND).until(() -> Set.copyOf(copies(bootstrap)).equals(Set.of(0, 1, 2)));
      produce(bootstrap, "after");

      assertThat(cluster.bootstrap()).isEqualTo(bootstrap);
      assertThat(read(bootstrap, 3)).containsExactly("before", "meanwhile", "after");
      assertThatThrownBy(() -> cluster.restart(killed)).isInstanceOf(IllegalStateException.class);
    }
  }

  /** The brokers that have all of the partition. */
  private static List<Integer> copies(String bootstrap) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      return admin
          .describeTopics(List.of(WORDS.topic()))
          .allTopicNames()
          .get(BOUND.toSeconds(), TimeUnit.SECONDS)
          .get(WORDS.topic())
          .partitions()
          .get(0)
          .isr()
          .stream()
          .map(node -> node.id())
          .toList();
    }
  }

  /** Returns when all brokers that are in sync have it. */
  private static void produce(String bootstrap, String value) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap, "acks", "all"),
            new StringSerializer(),
            new StringSerializer())) {
      producer
          .send(new ProducerRecord<>(WORDS.topic(), value))
          .get(BOUND.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static List<String> read(String bootstrap, int records) {
    List<String> values = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(WORDS));
      await()
          .atMost(BOUND)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
                return values.size() >= records;
              });
    }
    return values;
  }
}
