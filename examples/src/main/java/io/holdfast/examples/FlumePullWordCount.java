// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.ReceiverStreams;
import io.holdfast.flume.FlumeEvent;
import io.holdfast.flume.FlumePullReceiver;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Counts the words in what waits in Flume agents, batch by batch, through a reliable receiver. */
@Command(
    name = "FlumePullWordCount",
    description = {
      "Counts the words in the events that it takes from sinks in Flume agents, batch by batch, and"
          + " prints the counts. A sink is told to forget events once Spark has made them durable;"
          + " events that a sink gives out again count again.",
      ""
    })
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class FlumePullWordCount implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "HOST:PORT",
      description = "Where the sinks listen. One that is down is tried until it is there.")
  private List<String> sinks;

  @Mixin private Receivers receivers;
  @Mixin private PositionHeaders headers;
  @Mixin private JobOptions options;

  /** The job's main, for {@code spark-submit}. */
  public static void main(String[] arguments) {
    JobCommand.main(new FlumePullWordCount(), arguments);
  }

  /** Runs the job until it is stopped. */
  @Override
  public Integer call() throws Exception {
    new Job("FlumePullWordCount", options, BadConfigurationException.unlessRefused(this::source))
        .run();
    return ExitCode.OK;
  }

  private JobSource source() {
    FlumePullReceiver.Builder builder = builder();
    FlumePullReceiver<FlumeEvent> receiver = builder.build();
    String arguments = String.join(" ", sinks);
    ReceivedLines source =
        new ReceivedLines(
            headers.after(receivers.after(arguments)),
            "FlumePullWordCount " + arguments,
            context ->
                ReceiverStreams.create(context, receiver, receivers.number())
                    .map(FlumeEvent::bodyText));
    return headers.counted(
        source,
        options,
        receivers,
        pair -> builder.positionHeaders(pair.origin(), pair.number()).buildPositioned());
  }

  private FlumePullReceiver.Builder builder() {
    FlumePullReceiver.Builder builder = FlumePullReceiver.builder().settings(options.settings());
    for (String sink : sinks) {
      int colon = sink.lastIndexOf(':');
      try {
        builder.sink(sink.substring(0, colon), Integer.parseInt(sink.substring(colon + 1)));
      } catch (IndexOutOfBoundsException | NumberFormatException e) {
        throw new IllegalArgumentException(
            "%s is no sink: give its host and its port, such as agent-1:4545".formatted(sink), e);
      }
    }
    return builder;
  }
}
