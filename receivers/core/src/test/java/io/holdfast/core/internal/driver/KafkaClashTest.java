// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaClashTest {
  private static final String DIRECT_STREAM = "org.apache.spark.streaming.kafka010.KafkaUtils";
  private static final String CLIENT = "org.apache.kafka.clients.consumer.Consumer";

  interface Client3 {
    Object poll(long millis);

    Object poll(Duration timeout);
  }

  interface Client4 {
    Object poll(Duration timeout);
  }

  /** A class path with stand-ins for what is asked of it. */
  private static boolean clashes(Map<String, Class<?>> classes) {
    return KafkaClash.isOn(
        new ClassLoader(null) {
          @Override
          public Class<?> loadClass(String name) throws ClassNotFoundException {
            Class<?> found = classes.get(name);
            if (found == null) {
              throw new ClassNotFoundException(name);
            }
            return found;
          }
        });
  }

  @Test
  void theDirectStreamNeedsAClientThatPollsByMilliseconds() {
    assertThat(clashes(Map.of(DIRECT_STREAM, Object.class, CLIENT, Client4.class))).isTrue();
    assertThat(clashes(Map.of(DIRECT_STREAM, Object.class, CLIENT, Client3.class))).isFalse();
  }

  @Test
  void oneWithoutTheOtherIsFine() {
    assertThat(clashes(Map.of(CLIENT, Client4.class))).isFalse();
    assertThat(clashes(Map.of(DIRECT_STREAM, Object.class))).isFalse();
  }
}
