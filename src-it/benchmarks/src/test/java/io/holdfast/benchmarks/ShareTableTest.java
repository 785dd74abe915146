// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShareTableTest {
  private static Round round(double speed, double otherCores) {
    return new Round(Contender.PLAIN, speed, 1, otherCores, null);
  }

  @Test
  void disturbedRoundsDoNotCountWhereMostAreQuiet() {
    List<Round> rounds = List.of(round(1, 1.5), round(10, 0), round(30, 0.1), round(20, 0));
    assertThat(ShareTable.median(rounds, Round::recordsPerSecond)).isEqualTo(20);
  }

  @Test
  void whereFewAreQuietAllCount() {
    List<Round> rounds = List.of(round(1, 1.5), round(2, 1.5), round(30, 0), round(40, 0));
    assertThat(ShareTable.median(rounds, Round::recordsPerSecond)).isEqualTo(16);
  }
}
