// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimelineTest {
  private final Timeline timeline = new Timeline();

  @Test
  void whatIsAcknowledgedAfterATimeIsMoreThanThereWasThen() {
    timeline.add(1_000, 9, 5, 0);
    timeline.add(2_000, 9, 7, 0);
    timeline.add(3_000, 9, 4, 0); // whoever is asked may have forgotten
    timeline.add(4_000, 9, 7, 0);
    timeline.add(5_000, 9, 8, 0);

    assertThat(timeline.acknowledgedAfter(500)).hasValue(1_000);
    assertThat(timeline.acknowledgedAfter(1_000)).hasValue(2_000);
    assertThat(timeline.acknowledgedAfter(2_500)).hasValue(5_000);
    assertThat(timeline.acknowledgedAfter(5_000)).isEmpty();
  }
}
