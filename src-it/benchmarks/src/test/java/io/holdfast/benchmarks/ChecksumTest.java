// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Positioned;
import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ChecksumTest {

  @Test
  void aRecordBeginsWithItsNumber() {
    byte[] value = "twenty characters...".getBytes(StandardCharsets.US_ASCII);
    Checksum.write(1_234_567_890L, value);
    assertThat(new String(value, StandardCharsets.US_ASCII)).isEqualTo("001234567890cters...");
    assertThat(Checksum.of(value)).isEqualTo(1_234_567_890L);
    assertThat(Checksum.of(new String(value, StandardCharsets.US_ASCII))).isEqualTo(1_234_567_890L);
    assertThat(Checksum.of(Positioned.of("p", 7, value))).isEqualTo(1_234_567_890L);
  }

  @Test
  void whatHasNoNumberCountsNothing() {
    assertThat(Checksum.of(new Object())).isZero();
  }

  @Test
  void allAreThoseFromZero() {
    assertThat(Checksum.ofAll(1000)).isEqualTo(LongStream.range(0, 1000).sum());
  }
}
