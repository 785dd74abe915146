// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a consumer gets: the user's properties over our defaults, and what the promise needs. */
final class ConsumerProperties {
  private static final String CONFIG_PROVIDERS = "config.providers";

  private static final Map<String, Object> DEFAULTS =
      Map.of(
          // Aborted records must not be counted.
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          "read_committed",
          // A mistyped topic is an error, not a new topic.
          ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
          false,
          // New partitions, and new topics of a pattern, are read soon and not after five minutes.
          ConsumerConfig.METADATA_MAX_AGE_CONFIG,
          30_000,
          // A poll is a batch, and the hand-over of a batch costs the same whatever its size.
          ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
          10_000,
          // A consumer closes only when its last fetch has been answered, and an idle topic's is
          // answered after this long; Spark's stop does not wait for Kafka's 500 ms.
          ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
          100,
          // A bound for all partitions of a broker, since what is fetched comes on top of the
          // in-flight budget.
          ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
          16 << 20,
          // The system's own, which grows with the need; with Kafka's 64 KiB, broker and receiver
          // wake each other a hundred times for a fetch.
          ConsumerConfig.RECEIVE_BUFFER_CONFIG,
          -1);

  private ConsumerProperties() {}

  /**
   * Checks what the user gave.
   *
   * @throws IllegalArgumentException if something is missing, malformed or against the promise; the
   *     message says what to do
   */
  static void check(Map<String, String> given) {
    require(
        given,
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
        "bootstrapServers is missing: name the brokers to begin with, as host:port,host:port");
    require(
        given,
        ConsumerConfig.GROUP_ID_CONFIG,
        "groupId is missing: Kafka keeps for a group how far it has read");
    if ("true".equalsIgnoreCase(given.get(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG))) {
      throw new IllegalArgumentException(
          "enable.auto.commit=true would commit records that are not durable yet: leave it out, the"
              + " receiver commits");
    }
    if (!given.getOrDefault(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none").equals("none")) {
      throw new IllegalArgumentException(
          "auto.offset.reset cannot be set: start says where a group begins, and onGap what happens"
              + " when records were deleted before they were read");
    }
    refuse(given, ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG);
    refuse(given, ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);
    Secrets.refuseValues(given);
    if (!given.containsKey(CONFIG_PROVIDERS)) { // else the values are known on the executor only
      parse(given);
    }
  }

  /**
   * Checks that a member stays one while it stores and commits before a partition is taken away.
   *
   * @throws IllegalArgumentException if it may not; the message says what to do
   */
  static void checkPollInterval(Map<String, String> given, Duration drainTimeout) {
    String interval = given.get(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG);
    if (interval == null || !interval.matches("\\d+")) { // its default, or the executor's to know
      return;
    }
    long needed = drainTimeout.multipliedBy(2).plus(Commits.TIMEOUT).toMillis();
    if (Long.parseLong(interval) < needed) {
      throw new IllegalArgumentException(
          ("max.poll.interval.ms=%s is too short for a drainTimeout of %d ms: before a partition is"
                  + " taken away the receiver stores and commits, and must not be thought dead"
                  + " meanwhile; make it at least %d")
              .formatted(interval, drainTimeout.toMillis(), needed));
    }
  }

  /**
   * What a consumer is made with, but for its deserializers.
   *
   * @param purpose makes the client id, and that of a static member, different from others of the
   *     group
   */
  static Map<String, Object> of(Map<String, String> given, String purpose) {
    Map<String, Object> properties = new HashMap<>(DEFAULTS);
    properties.put(
        ConsumerConfig.CLIENT_ID_CONFIG,
        "holdfast-%s-%s".formatted(given.get(ConsumerConfig.GROUP_ID_CONFIG), purpose));
    properties.putAll(given);
    properties.computeIfPresent(
        ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, (key, id) -> id + "-" + purpose);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"); // Kafka would not say so
    return properties;
  }

  private static void require(Map<String, String> given, String key, String otherwise) {
    if (given.getOrDefault(key, "").isBlank()) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private static void refuse(Map<String, String> given, String key) {
    if (given.containsKey(key)) {
      throw new IllegalArgumentException(
          key + " cannot be set: the receiver reads bytes, and its RecordDecoder makes records");
    }
  }

  private static void parse(Map<String, String> given) {
    Map<String, Object> properties = new HashMap<>(given);
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    try {
      ConsumerConfig.configDef().parse(properties);
    } catch (ConfigException e) {
      throw new IllegalArgumentException("Kafka refuses a property: " + e.getMessage(), e);
    }
  }
}
