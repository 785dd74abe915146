// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flume.Context;
import org.apache.flume.conf.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SinkSettingsTest {
  private static SinkSettings with(String key, String value) {
    Map<String, String> settings = new HashMap<>(Map.of("port", "4545"));
    settings.put(key, value);
    return SinkSettings.of(new Context(settings));
  }

  @Test
  void thoseOfSparksSinkHaveItsDefaults() {
    SinkSettings settings = SinkSettings.of(new Context(Map.of("port", "4545")));
    assertThat(settings.host).isEqualTo("0.0.0.0");
    assertThat(settings.port).isEqualTo(4545);
    assertThat(settings.threads).isEqualTo(10);
    assertThat(settings.timeoutNanos).isEqualTo(TimeUnit.MINUTES.toNanos(1));
    assertThat(settings.backoffMillis).isEqualTo(200);
  }

  @Test
  void thePortHasToBeSet() {
    assertThatThrownBy(() -> SinkSettings.of(new Context(Map.of())))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("the sink has no port; set \"port\" to the one its receivers poll");
  }

  @ParameterizedTest
  @CsvSource({
    "port, 65536",
    "port, -1",
    "port, many",
    "threads, 0",
    "timeout, 0",
    "timeout, 60s",
    "timeout, 99999999999",
    "backoffInterval, 0",
    "maxConnections, 0",
    "maxBatchEvents, 0",
    "maxBatchBytes, 1"
  })
  void whatIsOutOfRangeIsNamed(String key, String value) {
    assertThatThrownBy(() -> with(key, value))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(
            "the sink's \"%s\" is \"%s\"; set it to a whole number from ".formatted(key, value));
  }

  @Test
  void spacesAroundANumberDoNotMatter() {
    assertThat(with("threads", " 3 ").threads).isEqualTo(3);
  }
}
