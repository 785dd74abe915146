// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import io.holdfast.benchmarks.sender.Protocol;
import io.holdfast.benchmarks.sender.Sender;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.flume.FlumePushReceiver;
import io.holdfast.parts.TemporaryDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The Flume push receiver beside Flume's own avro source. */
@Command(
    name = "flume-push",
    description = "The Flume push receiver beside Flume's own avro source.",
    mixinStandardHelpOptions = true)
final class FlumePushBenchmark implements Callable<Integer> {
  private static final String MEMORY = "memory channel";
  private static final String FILE = "file channel";
  private static final String ALONE = "alone";

  @Mixin ContestOptions options = new ContestOptions(3, 2);

  @Mixin SendOptions sending = new SendOptions(2500);

  @Option(
      names = "--batches",
      paramLabel = "N",
      split = ",",
      defaultValue = "100,1000",
      description = "Events in a batch; default ${DEFAULT-VALUE}.")
  List<Integer> batches = new ArrayList<>();

  @Option(
      names = "--connections",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,4",
      description = "Connections that send; default ${DEFAULT-VALUE}.")
  List<Integer> connections = new ArrayList<>();

  @Option(
      names = "--idle",
      paramLabel = "N",
      description = "Measures the receiver alone, with and without N connections that are idle.")
  int idle;

  @Override
  public Integer call() throws Exception {
    List<Result> results = measure();
    if (idle > 0) {
      new SpeedTable(results, ALONE).print(System.out);
    } else {
      new SpeedTable(results, MEMORY, FILE).print(System.out);
    }
    return 0;
  }

  List<Result> measure() throws Exception {
    List<Push.Task> tasks =
        batches.stream()
            .flatMap(batch -> connections.stream().map(count -> new Push.Task(batch, count, 0)))
            .toList();
    try (TemporaryDirectory directory = TemporaryDirectory.create("flume-push");
        Sender sender = Sender.start(directory.path())) {
      Push push = new Push(sender, Protocol.FLUME, sending);
      return idle > 0
          ? Contest.run(options, tasks, withIdle(push))
          : besideFlume(push, tasks, directory);
    }
  }

  private List<Result> besideFlume(Push push, List<Push.Task> tasks, TemporaryDirectory directory)
      throws Exception {
    try (NullServer nobody = new NullServer(NullFlume::answer);
        FlumeAvroSource memory =
            FlumeAvroSource.start(
                directory.path().resolve("memory"), FlumeAvroSource.Channel.MEMORY);
        FlumeAvroSource file =
            FlumeAvroSource.start(directory.path().resolve("file"), FlumeAvroSource.Channel.FILE)) {
      return Contest.run(
          options,
          tasks,
          List.of(
              push.limit(nobody),
              memory.contender(MEMORY, push),
              ours(push, false),
              ours(push, true),
              file.contender(FILE, push)));
    }
  }

  private static Contender<Push.Task> ours(Push push, boolean log) {
    return push.ours(log ? "ours, WAL" : "ours", log, FlumePushBenchmark::receiver);
  }

  /** One with the defaults, at that port. */
  static ReliableReceiver<?> receiver(int port) {
    return FlumePushReceiver.builder().host("127.0.0.1").port(port).build();
  }

  private List<Contender<Push.Task>> withIdle(Push push) {
    Contender<Push.Task> alone = push.ours(ALONE, false, FlumePushBenchmark::receiver);
    return List.of(
        alone,
        Contender.of(
            "with %d idle".formatted(idle),
            task -> alone.run(new Push.Task(task.batch(), task.connections(), idle))));
  }
}
