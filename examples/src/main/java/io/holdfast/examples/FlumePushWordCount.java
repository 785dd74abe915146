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

  @Parameters(
      index = "1",
      paramLabel = "PORT",
      converter = Ports.Converter.class,
      description = {
        "The port to listen on, or a range such as 4141-4144, for a receiver to listen on the first"
            + " that is free."
      })
  private Ports ports;

  @Mixin private Receivers receivers;
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
    receivers.requirePorts(ports);
    FlumePushReceiver.Builder builder =
        FlumePushReceiver.builder()
            .host(host)
            .ports(ports.first(), ports.last())
            .settings(options.settings());
    FlumePushReceiver<FlumeEvent> receiver = builder.build();
    ReceivedLines source =
        new ReceivedLines(
            headers.after(receivers.after(host + " " + ports)),
            "FlumePushWordCount %s %s".formatted(host, ports),
            context ->
                ReceiverStreams.create(context, receiver, receivers.number())
                    .map(FlumeEvent::bodyText));
    return headers.counted(
        source,
        options,
        receivers,
        pair -> builder.positionHeaders(pair.origin(), pair.number()).buildPositioned());
  }
}
