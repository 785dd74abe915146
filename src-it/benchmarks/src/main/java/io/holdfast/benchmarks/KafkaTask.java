// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A topic to be read from its begin to its end.
 *
 * @param text whether its values are to be strings, and not bytes
 */
record KafkaTask(KafkaTopic topic, boolean text) {

  /** What a consumer needs, in a group of that name; all else is as Kafka's defaults have it. */
  Map<String, Object> consumer(String group) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, topic.bootstrap());
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
        text ? StringDeserializer.class : ByteArrayDeserializer.class);
    return properties;
  }

  @Override
  public String toString() {
    return "%s, %s".formatted(topic, text ? "String" : "byte[]");
  }
}
