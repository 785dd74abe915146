// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.fault;

import io.holdfast.it.job.SourceKind;
import io.holdfast.it.rig.Run;
import io.holdfast.it.source.Feed;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** How a fault strikes a run. */
abstract class Blow {
  private static final Duration BATCH = Duration.ofSeconds(3);

  /** What is done; returns what it has done to each source. */
  @FunctionalInterface
  interface Deed {
    Map<SourceKind, Strike> strike(Run run) throws Exception;
  }

  private final Deed deed;

  Blow(Deed deed) {
    this.deed = deed;
  }

  /** Begins the job, and lets it count records of all sources. */
  void prepare(Run run) throws Exception {
    begin(run);
  }

  final Map<SourceKind, Strike> strike(Run run) throws Exception {
    return deed.strike(run);
  }

  /** Submits a job that counts records of all sources when this returns. */
  static void begin(Run run) {
    if (run.job().process() == null) {
      run.submit(BATCH);
      run.send();
    }
    run.awaitFlowing();
  }

  static void submitAgain(Run run) {
    run.submit(BATCH);
  }

  static void submitBeside(Run run) {
    run.submitBeside(BATCH);
  }

  /** Returns at a moment at which each source has records in flight, with what there was then. */
  static Map<SourceKind, Strike> inFlight(Run run) {
    AtomicReference<Map<SourceKind, Strike>> found = new AtomicReference<>();
    run.await(
        "records of all sources are in flight",
        () -> {
          Map<SourceKind, Strike> now = new EnumMap<>(SourceKind.class);
          for (Feed feed : run.feeds()) {
            now.put(feed.kind(), now(feed));
          }
          found.set(now);
          return now.values().stream().allMatch(strike -> strike.unacknowledged() > 0);
        });
    return found.get();
  }

  /** Returns at a moment at which a source has records in flight, with what there was then. */
  static Strike inFlight(Run run, Feed feed) {
    AtomicReference<Strike> found = new AtomicReference<>();
    run.await(
        "records are in flight",
        () -> {
          found.set(now(feed));
          return found.get().unacknowledged() > 0;
        });
    return found.get();
  }

  /** In this order, so that no more were acknowledged when the first was asked for. */
  private static Strike now(Feed feed) {
    long sent = feed.ledger().sent();
    long counted = feed.ledger().counted();
    return new Strike(System.currentTimeMillis(), sent, feed.acknowledged(), counted, "");
  }

  /** The strikes, each with what was observed of its source. */
  static Map<SourceKind, Strike> observed(
      Map<SourceKind, Strike> strikes, Function<SourceKind, String> what) {
    Map<SourceKind, Strike> observed = new EnumMap<>(SourceKind.class);
    strikes.forEach((kind, strike) -> observed.put(kind, strike.observed(what.apply(kind))));
    return observed;
  }

  static long firstMillis(Map<SourceKind, Strike> strikes) {
    return strikes.values().stream().mapToLong(Strike::millis).min().orElseThrow();
  }
}
