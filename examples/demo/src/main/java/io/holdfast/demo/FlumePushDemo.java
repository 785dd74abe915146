// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.FlumeAgent;
import io.holdfast.parts.FreePorts;
import io.holdfast.parts.TemporaryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code demo flume-push}: an agent with a file channel, and the job that its sink sends to. */
@Command(
    name = "flume-push",
    description =
        "Starts a Flume agent, sends it lines, and counts their words in a submitted job that it"
            + " pushes them to.")
final class FlumePushDemo implements Callable<Integer> {
  private static final String HOST = "127.0.0.1";
  private static final String JOB = "io.holdfast.examples.FlumePushWordCount";

  /** As Flume's own. */
  private static final Duration AGENT_TIMEOUT = Duration.ofSeconds(20);

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
      int port = FreePorts.choose(1).get(0);
      console.say("starting a Flume agent");
      try (FlumeAgent agent = FlumeAgent.start(directory.resolve("agent"), port, AGENT_TIMEOUT)) {
        Path totals = directory.resolve("totals");
        console.say("submitting " + JOB + ", which the agent sends to at " + HOST + ":" + port);
        try (ChildProcess job = submit(port, totals, directory.resolve("job"));
            FlumeFeed feed = new FlumeFeed(agent.port())) {
          feed.send(options.openInput());
          return new Count(feed, job, List.of(agent.process()), totals, options, console)
              .complete();
        }
      }
    }
  }

  private ChildProcess submit(int port, Path totals, Path directory) throws DemoException {
    return DemoJob.of(JOB, options, totals)
        .arguments(HOST, Integer.toString(port))
        .start(directory);
  }
}
