// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.ReceiverStreams;
import io.holdfast.socket.LineReceiver;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Counts the words in the lines that a server sends, batch by batch. */
@Command(
    name = "LineWordCount",
    description = {
      "Counts the words in the lines that a server sends over TCP, batch by batch, and prints the"
          + " counts. A server of lines sends nothing twice: what was on its way when the job, or the"
          + " connection, ended is lost.",
      ""
    })
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class LineWordCount implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "HOST",
      description = "Where the server is, as seen by the executors.")
  private String host;

  @Parameters(
      index = "1",
      paramLabel = "PORT",
      description = {
        "The port it listens on. It need not listen yet. Lines are UTF-8 and end with LF or CRLF."
      })
  private int port;

  @Mixin private Receivers receivers;
  @Mixin private JobOptions options;

  /** The job's main, for {@code spark-submit}. */
  public static void main(String[] arguments) {
    JobCommand.main(new LineWordCount(), arguments);
  }

  /** Runs the job until it is stopped. */
  @Override
  public Integer call() throws Exception {
    receivers.requireOne(
        "each would connect to the server, and count all that it sends to everybody: run a job for"
            + " each server");
    LineReceiver<String> receiver =
        BadConfigurationException.unlessRefused(
            () -> LineReceiver.strings(host, port).settings(options.settings()).build());
    JobSource source =
        new ReceivedLines(
            host + " " + port,
            "LineWordCount %s:%d".formatted(host, port),
            context -> ReceiverStreams.create(context, receiver));
    new Job("LineWordCount", options, source).run();
    return ExitCode.OK;
  }
}
