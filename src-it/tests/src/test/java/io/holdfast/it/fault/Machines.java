// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.fault;

import io.holdfast.it.job.SourceKind;
import io.holdfast.it.rig.Run;
import io.holdfast.it.source.Feed;
import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.SparkExecutor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Strikes the executor that hosts all receivers, or the worker that it belongs to. */
final class Machines extends Blow {
  static final int EXECUTORS = 2;
  static final int CORES = 8;

  Machines(Deed deed) {
    super(deed);
  }

  @Override
  void prepare(Run run) throws Exception {
    begin(run);
    gather(run);
  }

  /** Brings all receivers to one executor, by killing the other. */
  static void gather(Run run) {
    while (new HashSet<>(run.job().hosts().values()).size() > 1) {
      SparkExecutor one = executor(run, run.job().hosts().get(0));
      one.kill();
      awaitElsewhere(run, one);
    }
    awaitWhole(run);
  }

  static SparkExecutor executor(Run run, String id) {
    return run.job()
        .executor(id)
        .orElseThrow(() -> new AssertionError("there is no executor " + id));
  }

  /** Waits until no receiver is on an executor that has ended, or that nobody hears of. */
  static void awaitElsewhere(Run run, SparkExecutor ended) {
    run.await(
        "the receivers are elsewhere",
        () ->
            run.feeds().stream()
                .map(Feed::kind)
                .noneMatch(kind -> run.job().hosts().get(run.stream(kind)).equals(ended.id())));
  }

  /**
   * Waits until there are two executors again and all that was sent by now is counted: replicas
   * survive the loss of one executor, and not of one after the other. What nobody gives again may
   * be lost by now.
   */
  private static void awaitWhole(Run run) {
    List<Feed> feeds = run.feeds().stream().filter(feed -> feed.kind().replays()).toList();
    List<Long> sent = feeds.stream().map(feed -> feed.ledger().sent()).toList();
    run.await(
        "there are two executors, and what was sent is counted",
        () ->
            run.site().cluster().executors().size() == EXECUTORS
                && feeds.stream()
                    .allMatch(feed -> feed.ledger().counted() >= sent.get(feeds.indexOf(feed))));
  }

  static Map<SourceKind, Strike> executorKilled(Run run) {
    SparkExecutor host = executor(run, run.job().hosts().get(0));
    Map<SourceKind, Strike> strikes = inFlight(run);
    host.kill();
    return moved(run, strikes, host, "SIGKILL to its executor " + host.id());
  }

  static Map<SourceKind, Strike> workerKilled(Run run) throws Exception {
    SparkExecutor host = executor(run, run.job().hosts().get(0));
    ChildProcess worker = run.site().cluster().workerOf(host);
    Map<SourceKind, Strike> strikes = inFlight(run);
    worker.kill();
    run.await("the executor has ended with its worker", () -> !host.isAlive());
    run.site().cluster().addWorker(CORES);
    return moved(
        run, strikes, host, "SIGKILL to %s, with executor %s".formatted(worker.name(), host.id()));
  }

  private static Map<SourceKind, Strike> moved(
      Run run, Map<SourceKind, Strike> strikes, SparkExecutor host, String what) {
    awaitElsewhere(run, host);
    Map<Integer, String> hosts = run.job().hosts();
    return observed(
        strikes,
        kind -> "%s; receiver started on executor %s".formatted(what, hosts.get(run.stream(kind))));
  }
}
