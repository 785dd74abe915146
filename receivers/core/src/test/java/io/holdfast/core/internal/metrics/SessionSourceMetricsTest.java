// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import io.holdfast.core.Durability;
import org.junit.jupiter.api.Test;

class SessionSourceMetricsTest {
  private final ReceiverMetrics receiver =
      new ReceiverMetrics(() -> 0, () -> Long.MAX_VALUE, Durability.WAL);
  private final MetricRegistry registry = receiver.registry();
  private final SessionSourceMetrics first = new SessionSourceMetrics(receiver);
  private final SessionSourceMetrics second = new SessionSourceMetrics(receiver);

  private Object gauge(String name) {
    return registry.getGauges().get(name).getValue();
  }

  @Test
  void countersGoOnInTheNextSession() {
    first.counter("frames").add(2);
    first.counter("frames").add(3);
    first.close();
    second.counter("frames").add(4);
    assertThat(registry.getCounters().get("source.frames").getCount()).isEqualTo(9);
  }

  @Test
  void gaugesEndWithTheirSessionAndAreNotTakenAfterIt() {
    first.gauge("lag", () -> 7);
    assertThat(gauge("source.lag")).isEqualTo(7L);
    first.close();
    assertThat(registry.getGauges()).doesNotContainKey("source.lag");

    first.gauge("lag", () -> 8);
    first.counter("late").add(1);
    assertThat(registry.getMetrics()).doesNotContainKeys("source.lag", "source.late");

    second.gauge("lag", () -> 9);
    first.close();
    assertThat(gauge("source.lag")).isEqualTo(9L);
  }

  @Test
  void aSecondGaugeOfANameTakesThePlaceOfTheFirst() {
    first.gauge("lag", () -> 1);
    first.gauge("lag", () -> 2);
    assertThat(gauge("source.lag")).isEqualTo(2L);
  }

  @Test
  void aGaugeThatThrowsIsShownAsZero() {
    first.gauge(
        "lag",
        () -> {
          throw new IllegalStateException("closed");
        });
    assertThat(gauge("source.lag")).isEqualTo(0L);
  }

  @Test
  void namesThatAreEmptyOrTakenAreRefused() {
    first.counter("frames");
    first.gauge("lag", () -> 1);
    assertThatThrownBy(() -> first.counter(" ")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> first.gauge("", () -> 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> first.counter("lag")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> first.gauge("frames", () -> 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
