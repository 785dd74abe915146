// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.parts.FaultProxy.Direction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerIT {
  private static final Duration BOUND = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void what_it_confirmed_is_there_after_a_kill_and_a_restart() throws Exception {
    byte[] large = new byte[4 * 1024 * 1024];
    large[17] = 42;
    try (KafkaBroker broker = KafkaBroker.start(directory)) {
      String bootstrap = broker.bootstrap();
      broker.createTopic("words", 1);
      produce(broker, large);

      broker.kill();
      assertThat(broker.process().exitCode()).hasValue(128 + 9);
      broker.restart();

      assertThat(broker.bootstrap()).isEqualTo(bootstrap);
      assertThat(firstRecord(broker.bootstrap())).isEqualTo(large);
      assertThatThrownBy(broker::restart).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void a_topic_that_exists_is_refused_in_a_sentence() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(directory)) {
      broker.createTopic("words", 2);
      assertThatThrownBy(() -> broker.createTopic("words", 2))
          .isInstanceOf(PartException.class)
          .hasMessage("cannot create the topic words: Topic 'words' already exists.");
    }
  }

  @Test
  void faults_reach_only_the_clients_of_its_proxy() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(directory)) {
      broker.createTopic("words", 1);
      broker.proxy().refuse();
      produce(broker, new byte[] {42});
      broker.proxy().heal();

      assertThat(broker.proxy().accepted()).isZero();
      assertThat(firstRecord(broker.proxiedBootstrap())).containsExactly(42);
      assertThat(broker.proxy().forwarded(Direction.TO_CLIENT)).isPositive();
    }
  }

  private static void produce(KafkaBroker broker, byte[] value) throws Exception {
    Map<String, Object> settings =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            broker.bootstrap(),
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            KafkaBroker.MAX_MESSAGE_BYTES);
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>("words", value)).get(BOUND.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static byte[] firstRecord(String bootstrap) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest");
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition("words", 0);
      consumer.assign(List.of(partition));
      List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(BOUND).records(partition);
      assertThat(records).hasSize(1);
      return records.get(0).value();
    }
  }
}
