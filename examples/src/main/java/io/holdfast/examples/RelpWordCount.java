// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.Positioned;
import io.holdfast.core.ReceiverStreams;
import io.holdfast.pipeline.WordCount;
import io.holdfast.socket.MessageNumbering;
import io.holdfast.socket.RelpReceiver;
import java.util.concurrent.Callable;
import org.apache.spark.streaming.api.java.JavaDStream;
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
      converter = Ports.Converter.class,
      description = {
        "The port to listen at, on the machine that the receiver runs on, or a range such as"
            + " 20514-20517, for a receiver to listen at the first that is free."
      })
  private Ports ports;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "0.0.0.0",
      description = {"The address to listen at. Default: ${DEFAULT-VALUE}, which is every one."})
  private String address;

  @Option(
      names = "--numbering",
      paramLabel = "REGEX",
      description = {
        "A regular expression that finds the number in a message: in its group 'number', and in its"
            + " groups 'host' and 'epoch' who counts and since when, such as"
            + " '^\\S+ (?<host>\\S+) \\S+ (?<epoch>\\d+) (?<number>\\d+) '. With it totals by --totals-jdbc"
            + " are exact; a message without a number is poison."
      })
  private String numbering;

  @Mixin private Receivers receivers;
  @Mixin private JobOptions options;

  /** The job's main, for {@code spark-submit}. */
  public static void main(String[] arguments) {
    JobCommand.main(new RelpWordCount(), arguments);
  }

  /** Runs the job until it is stopped. */
  @Override
  public Integer call() throws Exception {
    new Job("RelpWordCount", options, BadConfigurationException.unlessRefused(this::source)).run();
    return ExitCode.OK;
  }

  private JobSource source() {
    receivers.requirePorts(ports);
    RelpReceiver.Builder<String> builder =
        RelpReceiver.strings()
            .bind(address)
            .ports(ports.first(), ports.last())
            .settings(options.settings());
    RelpReceiver<String> receiver = builder.build();
    String arguments = receivers.after(ports + " --bind " + address);
    ReceivedLines source =
        new ReceivedLines(
            numbering == null ? arguments : arguments + " --numbering " + numbering,
            "RelpWordCount " + ports,
            context -> ReceiverStreams.create(context, receiver, receivers.number()));
    if (numbering == null) {
      return source;
    }
    options.requireTotals("--numbering");
    RelpReceiver<Positioned<String>> numbered =
        builder.buildPositioned(MessageNumbering.matching(numbering));
    return source.counted(
        (context, totals) -> {
          JavaDStream<Positioned<String>> messages =
              ReceiverStreams.create(context, numbered, receivers.number(), totals);
          totals.count(messages);
          return WordCount.lines(messages);
        });
  }
}
