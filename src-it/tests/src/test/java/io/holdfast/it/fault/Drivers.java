// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.fault;

import io.holdfast.it.job.BatchFiles;
import io.holdfast.it.job.SourceKind;
import io.holdfast.it.rig.Run;
import io.holdfast.parts.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Ends the driver, and starts it again. */
final class Drivers extends Blow {
  /** A job remembers a batch for 30 s at least; one that goes on has then forgotten what it was. */
  private static final Duration FORGOTTEN = Duration.ofSeconds(90);

  Drivers(Deed deed) {
    super(deed);
  }

  static Map<SourceKind, Strike> killed(Run run) throws Exception {
    Map<SourceKind, Strike> strikes = inFlight(run);
    run.job().process().kill();
    submitAgain(run);
    awaitStarted(run);
    return observed(
        strikes,
        kind ->
            "driver SIGKILL, %,d acknowledged and not counted; receiver started by the next one"
                .formatted(
                    Math.max(0, strikes.get(kind).acknowledged() - strikes.get(kind).counted())));
  }

  static void awaitStarted(Run run) {
    run.await(
        "the driver has started all receivers",
        () -> run.job().hosts().size() == run.bareStream() + 1);
  }

  static Map<SourceKind, Strike> stopped(Run run) throws Exception {
    Map<SourceKind, Strike> strikes = inFlight(run);
    run.job().process().terminate();
    int exit = run.job().process().awaitExit(Run.PATIENCE);
    submitAgain(run);
    awaitStarted(run);
    return observed(
        strikes,
        kind ->
            "SIGTERM to the driver, exit code %d; %,d of its source sent meanwhile"
                .formatted(exit, run.feed(kind).ledger().sent() - strikes.get(kind).sent()));
  }

  /** A driver that goes on after a failed batch is killed, when it has gone on for long enough. */
  static Map<SourceKind, Strike> batchFailed(Run run) throws Exception {
    ChildProcess driver = run.job().process();
    Map<SourceKind, Strike> strikes = inFlight(run);
    Path sign = Files.createFile(run.job().folder().resolve(BatchFiles.FAIL));
    String failure;
    try {
      failure = driver.awaitLine("Error running job streaming job \\d+ ms", Run.PATIENCE);
    } finally {
      Files.delete(sign);
    }
    boolean stopped = driver.hasEndedWithin(FORGOTTEN);
    if (!stopped) {
      driver.kill();
    }
    submitAgain(run);
    awaitStarted(run);
    return observed(
        strikes,
        kind ->
            "%s; the driver %s, receiver started by the next one"
                .formatted(failure, stopped ? "stopped" : "went on and was killed"));
  }
}
