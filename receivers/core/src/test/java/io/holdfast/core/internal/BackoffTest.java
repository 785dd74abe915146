// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.ReceiverSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final ReceiverSettings SETTINGS =
      ReceiverSettings.builder().backoff(Duration.ofMillis(100), Duration.ofSeconds(1)).build();

  private static Duration next(Backoff backoff, Duration lived) {
    return Duration.ofNanos(backoff.nextNanos(lived.toNanos()));
  }

  @Test
  void theBoundDoublesUpToTheLongest() {
    Backoff backoff = new Backoff(SETTINGS, () -> 0.5);
    assertThat(next(backoff, Duration.ZERO).toMillis()).isEqualTo(50);
    assertThat(next(backoff, Duration.ZERO).toMillis()).isEqualTo(100);
    assertThat(next(backoff, Duration.ZERO).toMillis()).isEqualTo(200);
    assertThat(next(backoff, Duration.ZERO).toMillis()).isEqualTo(400);
    assertThat(next(backoff, Duration.ZERO).toMillis()).isEqualTo(500);
    assertThat(next(backoff, Duration.ZERO).toMillis()).isEqualTo(500);
  }

  @Test
  void aHealthySessionResetsIt() {
    Backoff backoff = new Backoff(SETTINGS, () -> 0.5);
    for (int i = 0; i < 10; i++) {
      backoff.nextNanos(0);
    }
    assertThat(next(backoff, Duration.ofMillis(999)).toMillis()).isEqualTo(500);
    assertThat(next(backoff, Duration.ofSeconds(1)).toMillis()).isEqualTo(50);
  }

  @Test
  void theJitterIsFullAndNeverNothing() {
    assertThat(new Backoff(SETTINGS, () -> 0).nextNanos(0)).isEqualTo(1);
    assertThat(next(new Backoff(SETTINGS, () -> 0.999), Duration.ZERO).toMillis())
        .isBetween(99L, 100L);
  }
}
