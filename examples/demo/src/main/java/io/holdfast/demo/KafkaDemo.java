// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.TemporaryDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code demo kafka}: a broker, a topic with one partition, the job that reads it. */
@Command(
    name = "kafka",
    description =
        "Starts a Kafka broker, sends it lines, and counts their words in a submitted job.")
final class KafkaDemo implements Callable<Integer> {
  private static final String TOPIC = "wordcounttopic";
  private static final String GROUP = "demo";
  private static final String JOB = "io.holdfast.examples.KafkaWordCount";

  @Mixin private DemoOptions options;

  private final Console console = new Console();

  @Override
  public Integer call() throws Exception {
    options.check();
    return StopOnSignal.run(this::demonstrate);
  }

  private int demonstrate() throws Exception {
    try (TemporaryDirectory temporary = TemporaryDirectory.create("holdfast-demo-")) {
      Path directory = temporary.path();
      console.say("starting a Kafka broker");
      try (KafkaBroker broker = KafkaBroker.start(directory.resolve("broker"))) {
        broker.createTopic(TOPIC, 1);
        Path totals = directory.resolve("totals");
        console.say("submitting " + JOB + " for the topic " + TOPIC + " at " + broker.bootstrap());
        try (ChildProcess job = submit(broker, totals, directory.resolve("job"));
            KafkaFeed feed = new KafkaFeed(broker.bootstrap(), TOPIC, GROUP)) {
          feed.send(options.openInput());
          return new Count(feed, job, List.of(broker.process()), totals, options, console)
              .complete();
        }
      }
    }
  }

  private ChildProcess submit(KafkaBroker broker, Path totals, Path directory)
      throws DemoException {
    return DemoJob.of(JOB, options, totals)
        .arguments(broker.bootstrap(), TOPIC)
        .arguments("--group", GROUP)
        .arguments("--poison", "skip")
        .start(directory);
  }
}
