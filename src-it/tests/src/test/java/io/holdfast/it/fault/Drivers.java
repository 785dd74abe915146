// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.fault;

import io.holdfast.it.job.SourceKind;
import io.holdfast.it.rig.Run;
import java.util.Map;

/** Ends the driver, and starts it again. */
final class Drivers extends Blow {
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
}
