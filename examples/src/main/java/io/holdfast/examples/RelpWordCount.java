// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.ReceiverStreams;
import io.holdfast.socket.RelpReceiver;
import java.util.concurrent.Callable;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
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
    new Job("RelpWordCount", options, new Source(receiver())).run();
    return ExitCode.OK;
  }

  private RelpReceiver<String> receiver() throws BadConfigurationException {
    try {
      return RelpReceiver.strings().bind(address).port(port).settings(options.settings()).build();
    } catch (IllegalArgumentException e) {
      throw new BadConfigurationException(e.getMessage(), e);
    }
  }

  private final class Source implements JobSource {
    private final RelpReceiver<String> receiver;

    Source(RelpReceiver<String> receiver) {
      this.receiver = receiver;
    }

    @Override
    public String arguments() {
      return port + " --bind " + address;
    }

    @Override
    public String totalsName() {
      return "RelpWordCount " + port;
    }

    /** Nothing: whether the port is free is for the machine of the receiver to say. */
    @Override
    public void check() {}

    @Override
    public JavaDStream<String> lines(JavaStreamingContext context) {
      return ReceiverStreams.create(context, receiver);
    }
  }
}
