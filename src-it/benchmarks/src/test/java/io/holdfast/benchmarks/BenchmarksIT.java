// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.parts.RsyslogServer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * That rounds run and are complete, which each verifies; what is measured here means nothing. Tiny,
 * and cold.
 */
@Timeout(300)
class BenchmarksIT {

  private static void once(ContestOptions options) {
    options.rounds = 1;
    options.warmUps = 0;
  }

  private static void little(SendOptions options) {
    options.millis = 100;
    options.bytes = 100;
  }

  private static void assertComplete(List<Result> results, int count) {
    assertThat(results)
        .hasSize(count)
        .allSatisfy(result -> assertThat(result.round().records()).isPositive())
        .allSatisfy(result -> assertThat(result.round().recordsPerSecond()).isPositive());
  }

  @Test
  void flumePush() throws Exception {
    FlumePushBenchmark benchmark = new FlumePushBenchmark();
    once(benchmark.options);
    little(benchmark.sending);
    benchmark.batches = List.of(100);
    benchmark.connections = List.of(2);

    assertComplete(benchmark.measure(), 5);
  }

  @Test
  void relp() throws Exception {
    Optional<String> missing = RsyslogServer.missing();
    assumeTrue(missing.isEmpty(), () -> "skipped, since " + missing.get());
    RelpBenchmark benchmark = new RelpBenchmark();
    once(benchmark.options);
    little(benchmark.sending);
    benchmark.windows = List.of(10);
    benchmark.connections = List.of(2);

    assertComplete(benchmark.measure(), 4);
  }

  @Test
  void lines() throws Exception {
    LinesBenchmark benchmark = new LinesBenchmark();
    once(benchmark.options);
    little(benchmark.sending);

    assertComplete(benchmark.measure(), 3);
  }

  @Test
  void kafka() throws Exception {
    KafkaBenchmark benchmark = new KafkaBenchmark();
    once(benchmark.options);
    benchmark.megabytes = 2;
    benchmark.bytes = List.of(100);
    benchmark.partitions = List.of(2);
    benchmark.text = List.of(true);
    benchmark.options.contenders =
        List.of(
            "direct stream",
            "per record",
            "naive blocks, WAL",
            "ours, WAL",
            "ours, positioned",
            "consumer loop");

    assertComplete(benchmark.measure(), 6);
  }

  @Test
  void minutes() throws Exception {
    MinutesBenchmark benchmark = new MinutesBenchmark();
    benchmark.minutes = 2;
    benchmark.minuteMillis = 5_000;
    benchmark.log = true;

    assertThat(benchmark.measure())
        .hasSize(2)
        .allSatisfy(minute -> assertThat(minute.round().records()).isPositive())
        .allSatisfy(minute -> assertThat(minute.delayMillis()).isNotEmpty())
        .allSatisfy(minute -> assertThat(minute.heapMebibytes()).isNotZero());
  }
}
