// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.ReceiverStreams;
import io.holdfast.flume.FlumeEvent;
import io.holdfast.flume.FlumePushReceiver;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Counts the words in what Flume agents send, batch by batch, through a reliable receiver. */
@Command(
    name = "FlumePushWordCount",
    description = {
      "Counts the words in the events that the avro sinks of Flume agents send, batch by batch, and"
          + " prints the counts. An agent is answered OK once Spark has made its batch durable; a"
          + " batch that an agent sends again counts again.",
      ""
    })
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class FlumePushWordCount implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "HOST",
      description = {
        "Where to listen: a machine that the receiver can run on, or 0.0.0.0 for all addresses of"
            + " whichever machine that is."
      })
  private String host;

  @Parameters(index = "1", paramLabel = "PORT", description = "The port to listen on.")
  private int port;

  @Mixin private PositionHeaders headers;
  @Mixin private JobOptions options;

  /** The job's main, for {@code spark-submit}. */
  public static void main(String[] arguments) {
    JobCommand.main(new FlumePushWordCount(), arguments);
  }

  /** Runs the job until it is stopped. */
  @Override
  public Integer call() throws Exception {
    new Job("FlumePushWordCount", options, BadConfigurationException.unlessRefused(this::source))
        .run();
    return ExitCode.OK;
  }

  private JobSource source() {
    FlumePushReceiver.Builder builder =
        FlumePushReceiver.builder().host(host).port(port).settings(options.settings());
    FlumePushReceiver<FlumeEvent> receiver = builder.build();
    ReceivedLines source =
        new ReceivedLines(
            headers.after(host + " " + port),
            "FlumePushWordCount %s %d".formatted(host, port),
            context -> ReceiverStreams.create(context, receiver).map(FlumeEvent::bodyText));
    return headers.counted(
        source,
        options,
        pair -> builder.positionHeaders(pair.origin(), pair.number()).buildPositioned());
  }
}
