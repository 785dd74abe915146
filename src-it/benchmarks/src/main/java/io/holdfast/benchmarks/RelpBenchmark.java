// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import io.holdfast.benchmarks.sender.Protocol;
import io.holdfast.benchmarks.sender.Sender;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.parts.TemporaryDirectory;
import io.holdfast.socket.RelpReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The RELP receiver beside rsyslog's imrelp. */
@Command(
    name = "relp",
    description = "The RELP receiver beside rsyslog's imrelp, which writes to a file.",
    mixinStandardHelpOptions = true)
final class RelpBenchmark implements Callable<Integer> {
  private static final String IMRELP = "imrelp";

  @Mixin ContestOptions options = new ContestOptions(3, 2);

  @Mixin SendOptions sending = new SendOptions(2500);

  @Option(
      names = "--windows",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,128,1000",
      description = "Messages that may be without an answer; default ${DEFAULT-VALUE}.")
  List<Integer> windows = new ArrayList<>();

  @Option(
      names = "--connections",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,10",
      description =
          "Connections that send; default ${DEFAULT-VALUE}. With a window of 1 there is one.")
  List<Integer> connections = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    new SpeedTable(measure(), IMRELP).print(System.out);
    return 0;
  }

  List<Result> measure() throws Exception {
    try (TemporaryDirectory directory = TemporaryDirectory.create("relp");
        Sender sender = Sender.start(directory.path());
        NullServer nobody = new NullServer(NullRelp::answer);
        ImrelpFile imrelp = ImrelpFile.start(directory.path().resolve("rsyslog"))) {
      Push push = new Push(sender, Protocol.RELP, sending);
      return Contest.run(
          options,
          tasks(),
          List.of(
              push.limit(nobody),
              imrelp.contender(IMRELP, push),
              push.ours("ours", false, RelpBenchmark::receiver),
              push.ours("ours, WAL", true, RelpBenchmark::receiver)));
    }
  }

  private List<Push.Task> tasks() {
    List<Push.Task> tasks = new ArrayList<>();
    for (int window : windows) {
      for (int count : window == 1 ? List.of(1) : connections) {
        tasks.add(new Push.Task(window, count, 0));
      }
    }
    return tasks;
  }

  private static ReliableReceiver<?> receiver(int port) {
    return RelpReceiver.strings().bind("127.0.0.1").port(port).build();
  }
}
