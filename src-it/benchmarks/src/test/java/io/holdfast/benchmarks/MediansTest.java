// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MediansTest {
  private static Round round(double speed, double otherCores) {
    return new Round((long) speed, 1, 1, otherCores, Map.of(), Profile.NONE);
  }

  @Test
  void disturbedRoundsDoNotCountWhereMostAreQuiet() {
    List<Round> rounds = List.of(round(1, 1.5), round(10, 0), round(30, 0.1), round(20, 0));
    assertThat(Medians.of(rounds, Round::recordsPerSecond)).isEqualTo(20);
  }

  @Test
  void whereFewAreQuietAllCount() {
    List<Round> rounds = List.of(round(1, 1.5), round(2, 1.5), round(30, 0), round(40, 0));
    assertThat(Medians.of(rounds, Round::recordsPerSecond)).isEqualTo(16);
  }

  private static Result result(int number, double speed, double otherCores) {
    return new Result("task", "contender", number, round(speed, otherCores));
  }

  @Test
  void ratiosAreThoseWithinARound() {
    List<Result> ones = List.of(result(1, 10, 0), result(2, 30, 0), result(3, 40, 0));
    List<Result> others = List.of(result(1, 10, 0), result(2, 10, 0), result(3, 20, 0));
    assertThat(Medians.ratio(ones, others)).hasValue(2);
  }

  @Test
  void aRoundThatIsDisturbedForOneOfThemIsDisturbedForBoth() {
    List<Result> ones = List.of(result(1, 10, 0), result(2, 30, 0), result(3, 40, 0));
    List<Result> others = List.of(result(1, 10, 0), result(2, 10, 0.5), result(3, 20, 0));
    assertThat(Medians.ratio(ones, others)).hasValue(1.5);
  }

  @Test
  void whoNeverMetHasNoRatio() {
    assertThat(Medians.ratio(List.of(result(1, 1, 0)), List.of(result(2, 1, 0)))).isEmpty();
  }
}
