// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class IdlenessTest {
  private static final long START = 1_700_000_000_000L;
  private static final Duration BOUND = Duration.ofSeconds(5);

  private final Idleness idleness =
      new Idleness(Clock.fixed(Instant.ofEpochMilli(START), ZoneOffset.UTC));

  @Test
  void isNotIdleAtTheStart() {
    assertThat(idleness.isAtLeast(BOUND)).isFalse();
  }

  @Test
  void isIdleWhenNothingHasComeSinceTheStart() {
    idleness.batchCompleted(START + 4_999, 0);
    assertThat(idleness.isAtLeast(BOUND)).isFalse();
    idleness.batchCompleted(START + 5_000, 0);
    assertThat(idleness.isAtLeast(BOUND)).isTrue();
  }

  @Test
  void countsFromTheLastBatchWithRecords() {
    idleness.batchCompleted(START + 60_000, 1);
    assertThat(idleness.isAtLeast(BOUND)).isFalse();
    idleness.batchCompleted(START + 64_000, 0);
    assertThat(idleness.isAtLeast(BOUND)).isFalse();
    idleness.batchCompleted(START + 65_000, 0);
    assertThat(idleness.isAtLeast(BOUND)).isTrue();
    idleness.batchCompleted(START + 66_000, 3);
    assertThat(idleness.isAtLeast(BOUND)).isFalse();
  }

  @Test
  void doesNotTakeTheTimeTheJobWasDownForIdleness() {
    idleness.batchCompleted(START - 60_000, 7);
    for (long time = START - 59_000; time <= START; time += 1_000) {
      idleness.batchCompleted(time, 0);
    }
    assertThat(idleness.isAtLeast(BOUND)).isFalse();
  }
}
