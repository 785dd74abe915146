// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.ReceiverSettings;
import java.time.Duration;

/** The settings under which laws are checked: small, so that all that takes time takes little. */
final class Settings {
  static final int BLOCK = 7;
  static final int BUDGET = 35;
  static final Duration DRAIN = Duration.ofMillis(300);

  /** What a stop may take: the drain, two seconds, and what a busy machine adds. */
  static final Duration STOP = DRAIN.plusSeconds(3);

  private Settings() {}

  static ReceiverSettings standard() {
    return blocksOf(BLOCK).build();
  }

  static ReceiverSettings.Builder blocksOf(int records) {
    return ReceiverSettings.builder()
        .maxBlockRecords(records)
        .maxInFlightRecords(Math.max(records, BUDGET))
        .maxBlockAge(Duration.ofMillis(10))
        .drainTimeout(DRAIN)
        .patience(Duration.ofSeconds(5))
        .backoff(Duration.ofMillis(2), Duration.ofMillis(20))
        .poison(PoisonPolicy.FAIL);
  }
}
