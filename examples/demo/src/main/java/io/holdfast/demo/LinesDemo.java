// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.TemporaryDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code demo lines}: a server of lines, and the job that connects to it. */
@Command(
    name = "lines",
    description =
        "Serves lines over TCP, and counts their words in a submitted job that connects and reads"
            + " them. Nothing is answered, so a crash would lose what was on its way.")
final class LinesDemo implements Callable<Integer> {
  private static final String HOST = "127.0.0.1";
  private static final String JOB = "io.holdfast.examples.LineWordCount";

  /** In bytes; the job's receiver takes no longer one. */
  private static final int LONGEST_LINE = 1 << 20;

  @Mixin private DemoOptions options;

  private final Console console = new Console();

  @Override
  public Integer call() throws Exception {
    options.check();
    return StopOnSignal.run(this::demonstrate);
  }

  private int demonstrate() throws Exception {
    LineOutlet server = new LineOutlet();
    try (TemporaryDirectory temporary = TemporaryDirectory.create("holdfast-demo-");
        OutletFeed feed = new OutletFeed(server, LONGEST_LINE)) {
      Path totals = temporary.path().resolve("totals");
      console.say("submitting " + JOB + ", which reads lines from " + HOST + ":" + server.port());
      try (ChildProcess job = submit(server.port(), totals, temporary.path().resolve("job"))) {
        feed.send(options.openInput());
        return new Count(feed, job, List.of(), totals, options, console).complete();
      }
    }
  }

  private ChildProcess submit(int port, Path totals, Path directory) throws DemoException {
    return DemoJob.of(JOB, options, totals)
        .arguments(HOST, Integer.toString(port))
        .arguments("--poison", "skip")
        .start(directory);
  }
}
