// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchGapsTest {
  private final BatchGaps gaps = new BatchGaps(1000, 10_500);

  @Test
  void batchesOneAfterTheOtherLeaveNoGap() {
    assertThat(gaps.submitted(11_000)).isEmpty();
    assertThat(gaps.submitted(12_000)).isEmpty();
    assertThat(gaps.submitted(13_000)).isEmpty();
  }

  @Test
  void aBatchThatIsMissingIsNoticedOnce() {
    assertThat(gaps.submitted(11_000)).isEmpty();
    assertThat(gaps.submitted(13_000).orElseThrow()).contains("between 11000 and 13000");
    assertThat(gaps.submitted(14_000)).isEmpty();
  }

  @Test
  void batchesThatARecoveryMakesAgainMayLeaveGaps() {
    assertThat(gaps.submitted(3000)).isEmpty();
    assertThat(gaps.submitted(7000)).isEmpty();
    assertThat(gaps.submitted(11_000)).isEmpty();
    assertThat(gaps.submitted(13_000)).isPresent();
  }

  @Test
  void aBatchThatIsSubmittedAgainIsNoGap() {
    assertThat(gaps.submitted(12_000)).isEmpty();
    assertThat(gaps.submitted(11_000)).isEmpty();
    assertThat(gaps.submitted(13_000)).isEmpty();
  }
}
