// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.Positioned;
import io.holdfast.flume.FlumeEvent;
import io.holdfast.pipeline.totals.JdbcTotals;
import java.util.Optional;
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

  /** What was given; checks that the job has a use for it. */
  Optional<Pair> of(JobOptions options) {
    if (pair != null) {
      options.requireTotals(OPTION);
    }
    return Optional.ofNullable(pair);
  }

  /** The arguments of the job, with the option. */
  String after(String arguments) {
    return pair == null ? arguments : "%s %s %s".formatted(arguments, OPTION, pair);
  }

  /** Counts each event once in the totals; returns the texts. */
  static JavaDStream<String> count(JavaDStream<Positioned<FlumeEvent>> events, JdbcTotals totals) {
    totals.count(events, FlumeEvent::bodyText);
    return events.map(event -> event.value().bodyText());
  }
}
