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

  /** Ranges are checked to the nanosecond, and values travel in milliseconds. */
  @Test
  void theBoundsThemselvesAreAllowed() {
    ReceiverSettings least =
        ReceiverSettings.builder()
            .maxBlockRecords(1)
            .maxBlockBytes(1)
            .maxInFlightRecords(1)
            .maxInFlightBytes(1)
            .maxBlockAge(Duration.ofMillis(1))
            .drainTimeout(Duration.ofMillis(100))
            .patience(Duration.ofMillis(1))
            .backoff(Duration.ofMillis(1), Duration.ofMillis(1))
            .build();
    assertThat(least.maxBackoff()).isEqualTo(Duration.ofMillis(1));
    ReceiverSettings most =
        ReceiverSettings.builder()
            .maxBlockAge(Duration.ofMinutes(1))
            .drainTimeout(Duration.ofSeconds(8))
            .patience(Duration.ofMinutes(10))
            .backoff(Duration.ofMinutes(10), Duration.ofMinutes(10))
            .build();
    assertThat(most.patience()).isEqualTo(Duration.ofMinutes(10));
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
    refused(
        "maxBlockRecords 100,000 is larger than maxInFlightRecords -1",
        b -> b.maxInFlightRecords(-1));
    refused(
        "maxBlockBytes 3 MiB is larger than maxInFlightBytes 5 bytes", b -> b.maxInFlightBytes(5));
    refused("patience 0 s is shorter than 1 ms", b -> b.patience(Duration.ZERO));
    refused("patience 3600 s is longer than 600 s", b -> b.patience(Duration.ofHours(1)));
    refused(
        "minBackoff 0 s is shorter than 1 ms",
        b -> b.backoff(Duration.ZERO, Duration.ofSeconds(1)));
    refused(
        "minBackoff 601 s is longer than 600 s",
        b -> b.backoff(Duration.ofSeconds(601), Duration.ofSeconds(602)));
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
  void deadLettersAndTheirDirectoryGoTogether() {
    refused(
        "poison DEAD_LETTER has no deadLetterDirectory to write to: set one, or set poison to SKIP"
            + " or FAIL",
        b -> b.poison(PoisonPolicy.DEAD_LETTER));
    refused(
        "deadLetterDirectory /d is for poison DEAD_LETTER, and poison is SKIP: set poison to"
            + " DEAD_LETTER, or leave the directory out",
        b -> b.poison(PoisonPolicy.SKIP).deadLetterDirectory("/d"));
    refused(
        "deadLetterDirectory \"\" is no path of a file system: Can not create a Path from an empty"
            + " string",
        b -> b.poison(PoisonPolicy.DEAD_LETTER).deadLetterDirectory(""));
    assertThat(
            ReceiverSettings.builder()
                .poison(PoisonPolicy.DEAD_LETTER)
                .deadLetterDirectory("hdfs://h/d")
                .build()
                .deadLetterDirectory())
        .contains("hdfs://h/d");
  }

  @Test
  void aStorageLevelThatKeepsNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReceiverSettings.builder().storageLevel(StorageLevel.NONE()).build())
        .withMessageContaining("keeps nothing");
  }
}
