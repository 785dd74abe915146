// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.FlumeAgent;
import io.holdfast.parts.FreePorts;
import io.holdfast.parts.SourceTree;
import io.holdfast.parts.TemporaryDirectory;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code demo flume-pull}: an agent with a file channel, and the job that polls its sink. */
@Command(
    name = "flume-pull",
    description =
        "Starts a Flume agent, sends it lines, and counts their words in a submitted job that"
            + " pulls them from it.")
final class FlumePullDemo implements Callable<Integer> {
  private static final String HOST = "127.0.0.1";
  private static final String JOB = "io.holdfast.examples.FlumePullWordCount";

  /** What users start from. */
  private static final String CONFIGURATION = "receivers/flume-sink/conf/holdfast-sink.properties";

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
      try (FlumeAgent agent = startAgent(directory.resolve("agent"), port)) {
        Path totals = directory.resolve("totals");
        console.say("submitting " + JOB + ", which polls the agent at " + HOST + ":" + port);
        try (ChildProcess job = submit(port, totals, directory.resolve("job"));
            FlumeFeed feed = new FlumeFeed(agent.port())) {
          feed.send(options.openInput());
          return new Count(feed, job, List.of(agent.process()), totals, options, console)
              .complete();
        }
      }
    }
  }

  private static FlumeAgent startAgent(Path directory, int port)
      throws IOException, InterruptedException, DemoException {
    Properties shipped = new Properties();
    try (Reader in = Files.newBufferedReader(SourceTree.root().resolve(CONFIGURATION))) {
      shipped.load(in);
    }
    return FlumeAgent.in(directory)
        .plugin(BuiltJar.ofSink())
        .settings(shipped)
        .setting("agent.sinks.spark.hostname", HOST)
        .setting("agent.sinks.spark.port", Integer.toString(port))
        .start();
  }

  private ChildProcess submit(int port, Path totals, Path directory) throws DemoException {
    return DemoJob.of(JOB, options, totals).arguments(HOST + ":" + port).start(directory);
  }
}
