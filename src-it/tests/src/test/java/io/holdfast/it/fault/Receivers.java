// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.fault;

import io.holdfast.it.job.Commands;
import io.holdfast.it.job.SourceKind;
import io.holdfast.it.rig.ReceiverEvent;
import io.holdfast.it.rig.Run;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Strikes receivers, and leaves their processes alone. */
final class Receivers extends Blow {
  /**
   * Enough for each receiver to meet one: those that have are away for a moment. One alone meets
   * all of its own, one after the other, and waits longer each time.
   */
  private static final int ERRORS_A_RECEIVER = 12;

  Receivers(Deed deed) {
    super(deed);
  }

  static Map<SourceKind, Strike> throwing(Run run) {
    Map<SourceKind, Strike> strikes = inFlight(run);
    When.write(
        run.job().plan(),
        IntStream.rangeClosed(1, ERRORS_A_RECEIVER * strikes.size())
            .mapToObj("BEFORE_STORE %d throw\n"::formatted)
            .collect(Collectors.joining()));
    run.await(
        "each receiver has met an error",
        () -> {
          String logs = run.job().executorLogs();
          return strikes.keySet().stream().allMatch(kind -> error(run, kind, logs).isPresent());
        });
    String logs = run.job().executorLogs();
    return observed(strikes, kind -> error(run, kind, logs).orElseThrow());
  }

  /** The line in which the receiver says that its session has ended with that error. */
  private static Optional<String> error(Run run, SourceKind kind, String logs) {
    Matcher line =
        Pattern.compile("Stream %d: .*BEFORE_STORE.*".formatted(run.stream(kind))).matcher(logs);
    return line.find() ? Optional.of(line.group()) : Optional.empty();
  }

  static Map<SourceKind, Strike> cancelled(Run run) throws Exception {
    Map<SourceKind, Strike> strikes = inFlight(run);
    Files.createFile(run.job().folder().resolve(Commands.KILL_RECEIVERS));
    long since = firstMillis(strikes);
    run.await(
        "each receiver is killed and started again",
        () ->
            strikes.keySet().stream()
                .allMatch(
                    kind ->
                        event(run, kind, "killed", since).isPresent()
                            && event(run, kind, "started", since).isPresent()));
    return observed(
        strikes,
        kind ->
            "task of stream %d killed on executor %s, started again on %s"
                .formatted(
                    run.stream(kind),
                    event(run, kind, "killed", since).orElseThrow().executor(),
                    event(run, kind, "started", since).orElseThrow().executor()));
  }

  private static Optional<ReceiverEvent> event(Run run, SourceKind kind, String what, long since) {
    return run.job().event(run.stream(kind), what, since);
  }
}
