// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.TemporaryDirectory;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How much of the Kafka path is the engine's own work: a real broker, a real local job. */
@Command(
    name = "share",
    description = "The engine's share of the Kafka path, in a local job on a real broker.",
    mixinStandardHelpOptions = true)
final class ShareBenchmark implements Callable<Integer> {
  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "6",
      description =
          "Rounds of all contenders after the first, which warms up; default ${DEFAULT-VALUE}.")
  int rounds;

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

  @Option(
      names = "--contenders",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "PLAIN,POSITIONED,WAL,POSITIONED_WAL",
      description = "Of ${COMPLETION-CANDIDATES}; default all.")
  List<Contender> contenders;

  @Override
  public Integer call() throws Exception {
    ShareTable.print(measure(), System.out);
    return 0;
  }

  /** All contenders by turns, round after round; without the round that warms up. */
  List<Round> measure() throws Exception {
    PrintStream progress = System.err;
    List<Round> measured = new ArrayList<>();
    try (TemporaryDirectory directory = TemporaryDirectory.create("share");
        KafkaBroker broker = KafkaBroker.start(directory.path())) {
      KafkaTopic topic = KafkaTopic.fill(broker, "records", partitions, records, bytes);
      for (int round = 0; round <= rounds; round++) {
        for (Contender contender : contenders) {
          Round result = KafkaJob.run(contender, topic);
          progress.printf(
              "round %d: %s, %.0f records/s, engine %.1f%%, others %.1f cores%n",
              round,
              contender.label(),
              result.recordsPerSecond(),
              100 * result.profile().share(Owner.ENGINE),
              result.otherCores());
          if (round > 0) {
            measured.add(result);
          }
        }
      }
    }
    return measured;
  }
}
