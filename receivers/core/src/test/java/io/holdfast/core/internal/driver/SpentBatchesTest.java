// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpentBatchesTest {
  private final SpentBatches batches = new SpentBatches();

  @Test
  void aBatchIsSpentOnceWhenNobodyNeedsIt() {
    assertThat(batches.completed(1000, 1000)).isEmpty();
    assertThat(batches.completed(2000, 1000)).containsExactly(1000L);
    assertThat(batches.completed(3000, 1000)).containsExactly(2000L);
  }

  @Test
  void aWindowNeedsItLonger() {
    assertThat(batches.completed(1000, 3000)).isEmpty();
    assertThat(batches.completed(2000, 3000)).isEmpty();
    assertThat(batches.completed(3000, 3000)).isEmpty();
    assertThat(batches.completed(4000, 3000)).containsExactly(1000L);
  }

  @Test
  void aBatchThatStillRunsIsNot() {
    assertThat(batches.completed(3000, 1000)).isEmpty();
    assertThat(batches.completed(4000, 1000)).containsExactly(3000L);
    assertThat(batches.completed(1000, 1000)).isEmpty();
    assertThat(batches.completed(5000, 1000)).containsExactly(1000L, 4000L);
  }
}
