// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.TemporaryDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** All ways from a Kafka topic into Spark. */
@Command(
    name = "kafka",
    description = "The Kafka receiver beside all other ways from a topic into Spark.",
    mixinStandardHelpOptions = true)
final class KafkaBenchmark implements Callable<Integer> {
  @Mixin ContestOptions options = new ContestOptions(3, 1);

  @Option(
      names = "--megabytes",
      paramLabel = "N",
      defaultValue = "1000",
      description = "What each contender reads in a round; default ${DEFAULT-VALUE}.")
  double megabytes;

  @Option(
      names = "--bytes",
      paramLabel = "N",
      split = ",",
      defaultValue = "100,1024",
      description = "Sizes of a record; default ${DEFAULT-VALUE}.")
  List<Integer> bytes = new ArrayList<>();

  @Option(
      names = "--partitions",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,4",
      description = "Partitions of the topic; default ${DEFAULT-VALUE}.")
  List<Integer> partitions = new ArrayList<>();

  @Option(
      names = "--text",
      arity = "1", // a flag else
      paramLabel = "BOOLEAN",
      split = ",",
      defaultValue = "false,true",
      description = "Whether values are strings; default ${DEFAULT-VALUE}.")
  List<Boolean> text = new ArrayList<>();

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Draws the medians into that SVG file, too.")
  private Path picture;

  @Override
  public Integer call() throws Exception {
    SpeedTable table =
        new SpeedTable(
            measure(), KafkaContenders.DIRECT, KafkaContenders.RECORDS, KafkaContenders.BLOCKS_LOG);
    table.print(System.out);
    if (picture != null) {
      BarChart.write(table, picture);
    }
    return 0;
  }

  List<Result> measure() throws Exception {
    try (TemporaryDirectory directory = TemporaryDirectory.create("kafka");
        KafkaBroker broker = KafkaBroker.start(directory.path())) {
      return Contest.run(options, tasks(broker), KafkaContenders.all());
    }
  }

  private List<KafkaTask> tasks(KafkaBroker broker) throws InterruptedException {
    List<KafkaTask> tasks = new ArrayList<>();
    for (int size : bytes) {
      for (int count : partitions) {
        long records = (long) (megabytes * 1e6 / size);
        KafkaTopic topic =
            KafkaTopic.fill(broker, "topic-%d-%d".formatted(size, count), count, records, size);
        text.forEach(asText -> tasks.add(new KafkaTask(topic, asText)));
      }
    }
    return tasks;
  }
}
