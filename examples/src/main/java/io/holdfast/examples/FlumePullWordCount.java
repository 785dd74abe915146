// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.ReceiverStreams;
import io.holdfast.flume.FlumeEvent;
import io.holdfast.flume.FlumePullReceiver;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
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

  @Mixin private JobOptions options;

  /** The job's main, for {@code spark-submit}. */
  public static void main(String[] arguments) {
    JobCommand.main(new FlumePullWordCount(), arguments);
  }

  /** Runs the job until it is stopped. */
  @Override
  public Integer call() throws Exception {
    new Job("FlumePullWordCount", options, new Source(receiver())).run();
    return ExitCode.OK;
  }

  private FlumePullReceiver<FlumeEvent> receiver() throws BadConfigurationException {
    FlumePullReceiver.Builder builder = FlumePullReceiver.builder().settings(options.settings());
    for (String sink : sinks) {
      int colon = sink.lastIndexOf(':');
      try {
        builder.sink(sink.substring(0, colon), Integer.parseInt(sink.substring(colon + 1)));
      } catch (IndexOutOfBoundsException | NumberFormatException e) {
        throw new BadConfigurationException(
            "%s is no sink: give its host and its port, such as agent-1:4545".formatted(sink), e);
      }
    }
    try {
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new BadConfigurationException(e.getMessage(), e);
    }
  }

  private final class Source implements JobSource {
    private final FlumePullReceiver<FlumeEvent> receiver;

    Source(FlumePullReceiver<FlumeEvent> receiver) {
      this.receiver = receiver;
    }

    @Override
    public String arguments() {
      return String.join(" ", sinks);
    }

    @Override
    public String totalsName() {
      return "FlumePullWordCount " + arguments();
    }

    /** Nothing: a sink may come later. */
    @Override
    public void check() {}

    @Override
    public JavaDStream<String> lines(JavaStreamingContext context) {
      return ReceiverStreams.create(context, receiver).map(FlumeEvent::bodyText);
    }
  }
}
