// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.fault;

import io.holdfast.core.crash.FilePlan;
import io.holdfast.it.job.SourceKind;
import io.holdfast.it.job.TroubledLog;
import io.holdfast.it.rig.Run;
import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.SparkExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Suspends the executor that hosts all receivers, each of which is about to store, and with it its
 * worker, which would kill it. When the receivers run elsewhere the executor goes on alone, as one
 * does whose network is there again, and finds nobody who has told it that it is dead.
 */
final class Zombies extends Blow {
  private static final String RELEASED = "released";

  Zombies() {
    super(Zombies::woken);
  }

  @Override
  void prepare(Run run) throws Exception {
    begin(run);
    Machines.gather(run);
  }

  private static Map<SourceKind, Strike> woken(Run run) throws Exception {
    SparkExecutor host = Machines.executor(run, run.job().hosts().get(0));
    ChildProcess worker = run.site().cluster().workerOf(host);
    holdStores(run);
    Map<SourceKind, Strike> strikes = inFlight(run);
    worker.suspend();
    try {
      host.suspend();
      Machines.awaitElsewhere(run, host);
      goesOn(run, host);
    } finally {
      worker.resume();
    }
    run.await("the zombie has ended", () -> !host.isAlive());
    Map<Integer, String> hosts = run.job().hosts();
    return observed(
        strikes,
        kind ->
            ("executor %s suspended with its worker; receiver started on executor %s; then %s tried"
                    + " to store")
                .formatted(host.id(), hosts.get(run.stream(kind)), host.id()));
  }

  /** Returns when each receiver has taken records and stays in front of the store. */
  private static void holdStores(Run run) {
    Path plan = run.job().plan();
    int receivers = run.feeds().size();
    When.write(
        plan,
        IntStream.rangeClosed(1, receivers)
            .mapToObj(count -> "BEFORE_STORE %d hang %s\n".formatted(count, RELEASED))
            .collect(Collectors.joining()));
    run.await(
        "each receiver is about to store",
        () ->
            IntStream.rangeClosed(1, receivers)
                .allMatch(line -> Files.exists(FilePlan.mark(plan, line))));
  }

  /** What it logs goes through its worker, so each of its receivers leaves a sign. */
  private static void goesOn(Run run, SparkExecutor host) throws IOException {
    for (int stream = 0; stream < run.feeds().size(); stream++) {
      Files.deleteIfExists(sign(run, host, stream));
    }
    Files.createFile(run.job().folder().resolve(RELEASED));
    host.resume();
    run.await(
        "each receiver of the zombie has tried to store",
        () ->
            IntStream.range(0, run.feeds().size())
                .allMatch(stream -> Files.exists(sign(run, host, stream))));
  }

  private static Path sign(Run run, SparkExecutor host, int stream) {
    return TroubledLog.sign(run.job().folder(), host.id(), stream);
  }
}
