// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** What an admin client gets: the way to the brokers that the user has given for the consumer. */
final class AdminProperties {
  private AdminProperties() {}

  /**
   * The properties that are not for consumers only.
   *
   * @param given the user's properties of the consumer
   * @param purpose makes the client id different from others of the group
   * @param timeout how long a request may take; instead of the user's, which are for a consumer
   */
  static Map<String, Object> of(Map<String, String> given, String purpose, Duration timeout) {
    Map<String, Object> properties = ConsumerProperties.of(given, purpose);
    properties
        .keySet()
        .removeIf(
            key ->
                ConsumerConfig.configNames().contains(key)
                    && !AdminClientConfig.configNames().contains(key));
    int millis = Math.toIntExact(timeout.toMillis());
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    return properties;
  }
}
