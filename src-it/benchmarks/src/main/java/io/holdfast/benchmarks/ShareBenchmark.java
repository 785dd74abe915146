// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.TemporaryDirectory;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How much of the Kafka path is the engine's own work: a real broker, a real local job. */
@Command(
    name = "share",
    description = "The engine's share of the Kafka path, in a local job on a real broker.",
    mixinStandardHelpOptions = true)
final class ShareBenchmark implements Callable<Integer> {
  @Mixin ContestOptions options = new ContestOptions(6, 1);

  @Option(
      names = "--records",
      paramLabel = "N",
      defaultValue = "4000000",
      description = "Records that each round reads; default ${DEFAULT-VALUE}.")
  long records;

  @Option(
      names = "--bytes",
      paramLabel = "N",
      defaultValue = "100",
      description = "The size of a record; default ${DEFAULT-VALUE}.")
  int bytes;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "1",
      description = "Partitions of the topic; default ${DEFAULT-VALUE}.")
  int partitions;

  @Override
  public Integer call() throws Exception {
    ShareTable.print(measure(), System.out);
    return 0;
  }

  /** All contenders by turns, round after round; without the round that warms up. */
  List<Result> measure() throws Exception {
    try (TemporaryDirectory directory = TemporaryDirectory.create("share");
        KafkaBroker broker = KafkaBroker.start(directory.path())) {
      KafkaTopic topic = KafkaTopic.fill(broker, "records", partitions, records, bytes);
      return Contest.run(options, List.of(topic), List.of(ShareContender.values()));
    }
  }
}
