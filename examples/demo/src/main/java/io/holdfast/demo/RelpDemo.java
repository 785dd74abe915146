// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.FreePorts;
import io.holdfast.parts.RsyslogServer;
import io.holdfast.parts.TemporaryDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo relp}: an rsyslog, or another sender, and the job that it sends to. */
@Command(
    name = "relp",
    description =
        "Starts an rsyslog, sends it lines, and counts their words in a submitted job that it sends"
            + " them to by RELP.")
final class RelpDemo implements Callable<Integer> {
  private static final String JOB = "io.holdfast.examples.RelpWordCount";

  @Mixin private DemoOptions options;

  @Option(
      names = "--rlp-01",
      description =
          "Sends with the Java client rlp_01, as without rsyslog: where that is not installed and"
              + " Debian's packages cannot be downloaded.")
  private boolean withoutRsyslog;

  private final Console console = new Console();

  @Override
  public Integer call() throws Exception {
    options.check();
    return StopOnSignal.run(this::demonstrate);
  }

  private int demonstrate() throws Exception {
    int port = FreePorts.choose(1).get(0);
    try (TemporaryDirectory temporary = TemporaryDirectory.create("holdfast-demo-")) {
      Path directory = temporary.path();
      if (withoutRsyslog) {
        console.say("sending with the Java client rlp_01");
        return count(new RelpClientOutlet(port), List.of(), port, directory);
      }
      Optional<String> missing = RsyslogServer.missing();
      if (missing.isPresent()) {
        console.say("sending with the Java client rlp_01: " + missing.get());
        return count(new RelpClientOutlet(port), List.of(), port, directory);
      }
      console.say("starting rsyslog");
      try (RsyslogServer rsyslog =
          RsyslogServer.start(directory.resolve("rsyslog"), RsyslogOutlet.rules(port))) {
        return count(new RsyslogOutlet(rsyslog, port), List.of(rsyslog.process()), port, directory);
      }
    }
  }

  private int count(Outlet outlet, List<ChildProcess> parts, int port, Path directory)
      throws Exception {
    Path totals = directory.resolve("totals");
    console.say("submitting " + JOB + ", which listens at 127.0.0.1:" + port);
    try (ChildProcess job = submit(port, totals, directory.resolve("job"));
        OutletFeed feed = new OutletFeed(outlet, RsyslogOutlet.LONGEST_LINE)) {
      feed.send(options.openInput());
      return new Count(feed, job, parts, totals, options, console).complete();
    }
  }

  private ChildProcess submit(int port, Path totals, Path directory) throws DemoException {
    return DemoJob.of(JOB, options, totals)
        .arguments(Integer.toString(port), "--bind", "127.0.0.1")
        .arguments("--poison", "skip")
        .start(directory);
  }
}
