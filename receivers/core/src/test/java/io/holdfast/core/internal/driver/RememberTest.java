// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Durations;
import org.junit.jupiter.api.Test;

class RememberTest {
  @Test
  void fourBatchesOrThirtySecondsWhicheverIsLonger() {
    SparkConf conf = new SparkConf(false);
    assertThat(Remember.atLeast(Durations.seconds(1), conf)).isEqualTo(Durations.seconds(30));
    assertThat(Remember.atLeast(Durations.seconds(7), conf)).isEqualTo(Durations.seconds(30));
    assertThat(Remember.atLeast(Durations.seconds(10), conf)).isEqualTo(Durations.seconds(40));
  }

  @Test
  void theTimeCanBeSetAndTheBatchesCannot() {
    SparkConf conf = new SparkConf(false).set(Remember.KEY, "5s");
    assertThat(Remember.atLeast(Durations.seconds(1), conf)).isEqualTo(Durations.seconds(5));
    assertThat(Remember.atLeast(Durations.seconds(2), conf)).isEqualTo(Durations.seconds(8));
  }
}
