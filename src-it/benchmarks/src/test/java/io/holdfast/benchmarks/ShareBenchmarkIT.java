// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That a round runs and is complete; what it measures here means nothing. */
@Timeout(300)
class ShareBenchmarkIT {

  @Test
  void everyContenderOfARoundReadsTheWholeTopic() throws Exception {
    ShareBenchmark benchmark = new ShareBenchmark();
    benchmark.options.rounds = 1;
    benchmark.options.warmUps = 0;
    benchmark.records = 20_000;
    benchmark.bytes = 100;
    benchmark.partitions = 2;
    benchmark.options.contenders = List.of("positioned, WAL");

    List<Result> rounds = benchmark.measure();

    assertThat(rounds).hasSize(1);
    assertThat(rounds.get(0).round().recordsPerSecond()).isPositive();
    assertThat(rounds.get(0).round().cpuPerMillion()).isPositive();
  }
}
