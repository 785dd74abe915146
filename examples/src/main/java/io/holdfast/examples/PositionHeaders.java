// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.Positioned;
import io.holdfast.core.ReceiverStreams;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.flume.FlumeEvent;
import io.holdfast.pipeline.totals.JdbcTotals;
import java.util.function.Function;
import org.apache.spark.streaming.api.java.JavaDStream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that the jobs on Flume have for events with positions. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
final class PositionHeaders {
  static final String OPTION = "--position-headers";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private Pair pair;

  /** The names of two headers. */
  record Pair(String origin, String number) {
    @Override
    public String toString() {
      return origin + "," + number;
    }
  }

  @Option(
      names = OPTION,
      paramLabel = "ORIGIN,NUMBER",
      description = {
        "The two headers that number events: who counts, under another name each time it begins"
            + " anew, and the number. With them totals by --totals-jdbc are exact; an event without"
            + " them is poison."
      })
  void headers(String names) {
    String[] both = names.split(",", -1);
    if (both.length != 2 || both[0].isBlank() || both[1].isBlank()) {
      throw new ParameterException(
          command.commandLine(),
          "Invalid value for option '%s': %s is not two headers, such as origin,number"
              .formatted(OPTION, names));
    }
    pair = new Pair(both[0], both[1]);
  }

  /**
   * The source, with exact totals if the option was given; checks that the job has a use for it.
   *
   * @param receiver makes the receiver of events with positions
   */
  JobSource counted(
      ReceivedLines source,
      JobOptions options,
      Receivers receivers,
      Function<Pair, ReliableReceiver<Positioned<FlumeEvent>>> receiver) {
    if (pair == null) {
      return source;
    }
    options.requireTotals(OPTION);
    ReliableReceiver<Positioned<FlumeEvent>> positioned = receiver.apply(pair);
    return source.counted(
        (context, totals) ->
            count(ReceiverStreams.create(context, positioned, receivers.number(), totals), totals));
  }

  /** The arguments of the job, with the option. */
  String after(String arguments) {
    return pair == null ? arguments : "%s %s %s".formatted(arguments, OPTION, pair);
  }

  /** Counts each event once in the totals; returns the texts. */
  private static JavaDStream<String> count(
      JavaDStream<Positioned<FlumeEvent>> events, JdbcTotals totals) {
    totals.count(events, FlumeEvent::bodyText);
    return events.map(event -> event.value().bodyText());
  }
}
