// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;

class ReceiverSettingsTest {

  private static void refused(String sentence, UnaryOperator<ReceiverSettings.Builder> change) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> change.apply(ReceiverSettings.builder()).build())
        .withMessage(sentence);
  }

  @Test
  void theDefaultsAreValid() {
    ReceiverSettings settings = ReceiverSettings.defaults();
    assertThat(settings.maxBlockAge()).isEqualTo(Duration.ofMillis(200));
    assertThat(settings.drainTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.poison()).isEqualTo(PoisonPolicy.FAIL);
    assertThat(settings.demanded()).isEmpty();
  }

  @Test
  void aDemandIsKept() {
    assertThat(ReceiverSettings.builder().demand(Durability.REPLICATED).build().demanded())
        .contains(Durability.REPLICATED);
  }

  @Test
  void valuesThatContradictEachOtherAreBothNamed() {
    refused(
        "maxBlockBytes 64 MiB is larger than maxInFlightBytes 16 MiB",
        b -> b.maxBlockBytes(64 << 20).maxInFlightBytes(16 << 20));
    refused(
        "maxBlockRecords 100,000 is larger than maxInFlightRecords 10",
        b -> b.maxInFlightRecords(10));
    refused(
        "minBackoff 2 s is longer than maxBackoff 500 ms",
        b -> b.backoff(Duration.ofSeconds(2), Duration.ofMillis(500)));
  }

  @Test
  void valuesOutOfRangeAreNamedWithTheirBound() {
    refused("maxBlockRecords 0 is less than 1", b -> b.maxBlockRecords(0));
    refused("maxBlockBytes -1 is less than 1", b -> b.maxBlockBytes(-1));
    refused("maxBlockAge 0 s is shorter than 1 ms", b -> b.maxBlockAge(Duration.ZERO));
    refused("maxBlockAge 120 s is longer than 60 s", b -> b.maxBlockAge(Duration.ofMinutes(2)));
    refused("drainTimeout 10 s is longer than 8 s", b -> b.drainTimeout(Duration.ofSeconds(10)));
    refused(
        "drainTimeout 99 ms is shorter than 100 ms", b -> b.drainTimeout(Duration.ofMillis(99)));
    refused(
        "maxBackoff 3600 s is longer than 600 s",
        b -> b.backoff(Duration.ofSeconds(1), Duration.ofHours(1)));
  }

  @Test
  void aStorageLevelThatKeepsNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReceiverSettings.builder().storageLevel(StorageLevel.NONE()).build())
        .withMessageContaining("keeps nothing");
  }
}
