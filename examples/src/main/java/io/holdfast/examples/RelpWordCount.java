// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.ReceiverStreams;
import io.holdfast.socket.RelpReceiver;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Counts the words in the messages that rsyslog sends by RELP, batch by batch. */
@Command(
    name = "RelpWordCount",
    description = {
      "Counts the words in the messages that rsyslog, or another sender of RELP, sends, batch by"
          + " batch, and prints the counts. A message is answered once Spark has made it durable.",
      ""
    })
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class RelpWordCount implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "PORT",
      description = "The port to listen at, on the machine that the receiver runs on.")
  private int port;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "0.0.0.0",
      description = {"The address to listen at. Default: ${DEFAULT-VALUE}, which is every one."})
  private String address;

  @Mixin private JobOptions options;

  /** The job's main, for {@code spark-submit}. */
  public static void main(String[] arguments) {
    JobCommand.main(new RelpWordCount(), arguments);
  }

  /** Runs the job until it is stopped. */
  @Override
  public Integer call() throws Exception {
    RelpReceiver<String> receiver =
        BadConfigurationException.unlessRefused(
            () ->
                RelpReceiver.strings()
                    .bind(address)
                    .port(port)
                    .settings(options.settings())
                    .build());
    JobSource source =
        new ReceivedLines(
            port + " --bind " + address,
            "RelpWordCount " + port,
            context -> ReceiverStreams.create(context, receiver));
    new Job("RelpWordCount", options, source).run();
    return ExitCode.OK;
  }
}
