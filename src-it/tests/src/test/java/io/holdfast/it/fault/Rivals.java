// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.fault;

import io.holdfast.it.job.SourceKind;
import io.holdfast.it.rig.Run;
import io.holdfast.parts.ChildProcess;
import java.util.List;
import java.util.Map;

/**
 * Suspends the driver, whose executors go on, until another one has taken its job over from the
 * checkpoint. Then it goes on as well, with what it has acknowledged and not counted, and has to
 * see by itself that it is not wanted any more.
 */
final class Rivals extends Blow {
  private static final String TAKEN_OVER = "the application \\S+ \\(epoch \\d+\\) has taken over";

  Rivals() {
    super(Rivals::resumed);
  }

  private static Map<SourceKind, Strike> resumed(Run run) throws Exception {
    ChildProcess older = run.job().process();
    List<ChildProcess> workers = addWorkers(run);
    run.await(
        "more is acknowledged than counted",
        () -> run.feeds().stream().allMatch(feed -> feed.acknowledged() > feed.ledger().counted()));
    Map<SourceKind, Strike> strikes = inFlight(run);
    String said;
    try (older) {
      older.suspend();
      submitBeside(run);
      Drivers.awaitStarted(run);
      run.awaitNew();
      older.resume();
      older.awaitExit(Run.PATIENCE);
      said = older.awaitLine(TAKEN_OVER, Run.PATIENCE);
    }
    run.await(
        "its executors have ended",
        () -> run.site().cluster().executors().size() == Machines.EXECUTORS);
    workers.forEach(ChildProcess::close);
    return observed(
        strikes,
        kind ->
            "driver suspended with %,d acknowledged and not counted, and resumed; it ended: %s"
                .formatted(strikes.get(kind).acknowledged() - strikes.get(kind).counted(), said));
  }

  /** Adds as many as there are, for the successor; returns those that there were. */
  private static List<ChildProcess> addWorkers(Run run) throws InterruptedException {
    List<ChildProcess> workers =
        run.site().cluster().workers().stream().filter(ChildProcess::isAlive).toList();
    for (int added = 0; added < workers.size(); added++) {
      run.site().cluster().addWorker(Machines.CORES);
    }
    return workers;
  }
}
