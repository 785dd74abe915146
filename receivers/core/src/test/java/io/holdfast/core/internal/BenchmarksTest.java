// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.PositionRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the benchmarks of the engine measure what they say; measuring is not a test. */
class BenchmarksTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16})
  void oneBlockOfAllRecordsGoesThroughThePipelineAgainAndAgain(int partitions) throws Exception {
    PipelineBenchmark benchmark = new PipelineBenchmark();
    benchmark.partitions = partitions;
    benchmark.prepare();
    for (int i = 0; i < 3; i++) {
      BlockMetadata metadata = benchmark.handOver();
      assertThat(metadata.records()).isEqualTo(PipelineBenchmark.RECORDS);
      assertThat(metadata.ranges()).hasSize(partitions);
      assertThat(benchmark.handOverAndIterate()).isEqualTo(100 * PipelineBenchmark.RECORDS);
    }
  }

  @Test
  void oneBlockOfAllBatchesGoesThroughTheLaneAgainAndAgain() throws Exception {
    LaneBenchmark benchmark = new LaneBenchmark();
    benchmark.begin();
    for (int i = 0; i < 3; i++) {
      assertThat(benchmark.handOver()).isEqualTo(LaneBenchmark.BATCHES);
    }
    benchmark.end();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100})
  void oneBlockOfAllBatchesGoesThroughTheIntakeAgainAndAgain(int batch) throws Exception {
    IntakeBenchmark benchmark = new IntakeBenchmark();
    benchmark.batch = batch;
    benchmark.prepare();
    for (int i = 0; i < 3; i++) {
      assertThat(benchmark.submitAndAnswer()).isEqualTo(batch * IntakeBenchmark.BATCHES);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 200})
  void aBlockHasOneRangeForEachPartition(int partitions) {
    PositionsBenchmark benchmark = new PositionsBenchmark();
    benchmark.partitions = partitions;
    benchmark.prepare();
    assertThat(benchmark.merge()).hasSize(partitions).isEqualTo(benchmark.decode());
    assertThat(benchmark.merge().stream().mapToLong(BenchmarksTest::length).sum())
        .isEqualTo(500L * PositionsBenchmark.BATCHES);
    assertThat(benchmark.encode().records()).isEqualTo(500L * PositionsBenchmark.BATCHES);
  }

  private static long length(PositionRange range) {
    return range.until() - range.from();
  }

  @Test
  void theRateLimitIsWorked() {
    RateGateBenchmark benchmark = new RateGateBenchmark();
    assertThat(benchmark.waitAndCharge()).isEqualTo(1_000_000);
    benchmark.limit = 500;
    assertThat(benchmark.waitAndCharge()).isEqualTo(50);
    assertThat(benchmark.waitAndCharge()).isBetween(50 + 500_000_000L, 50 + 1_000_000_000L);
  }
}
