// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.parts.KafkaBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/** A member of a job's consumer group that the job knows nothing of, and that commits nothing. */
final class Stranger {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Stranger() {}

  /** It is given partitions and takes them with it: two rebalances. */
  static void joinAndLeave(KafkaBroker broker, String topic, String group) {
    Map<String, Object> properties =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            broker.bootstrap(),
            ConsumerConfig.GROUP_ID_CONFIG,
            group,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false);
    try (KafkaConsumer<byte[], byte[]> stranger =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      stranger.subscribe(List.of(topic));
      Awaitility.await("the stranger is given partitions")
          .atMost(PATIENCE)
          .until(
              () -> {
                ConsumerRecords<byte[], byte[]> unused = stranger.poll(Duration.ofMillis(100));
                return !stranger.assignment().isEmpty();
              });
    }
  }
}
