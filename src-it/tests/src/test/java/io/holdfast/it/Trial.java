// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Durability;
import io.holdfast.it.fault.Fault;
import io.holdfast.it.fault.FaultPlan;
import io.holdfast.it.fault.Strike;
import io.holdfast.it.job.SourceKind;
import io.holdfast.it.ledger.Verdict;
import io.holdfast.it.report.Cell;
import io.holdfast.it.report.Recovery;
import io.holdfast.it.report.Report;
import io.holdfast.it.rig.ReceiverEvent;
import io.holdfast.it.rig.Run;
import io.holdfast.it.rig.Site;
import io.holdfast.it.source.Feed;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A job with several sources that one fault strikes: a cell for each of them. */
final class Trial {
  private static final int SHOWN = 5;

  private final FaultPlan plan;
  private final Durability durability;
  private final List<SourceKind> sources;
  private final Map<SourceKind, Cell> cells = new EnumMap<>(SourceKind.class);
  private final Map<SourceKind, Long> allowed = new EnumMap<>(SourceKind.class);
  private final Map<SourceKind, Long> givenAgain = new EnumMap<>(SourceKind.class);

  /** What messages say of the logs; empty while nothing has failed. */
  private String kept = "";

  Trial(FaultPlan plan, Durability durability, List<SourceKind> sources) {
    this.plan = plan;
    this.durability = durability;
    this.sources = sources;
  }

  /** What strikes. */
  Fault fault() {
    return plan.fault();
  }

  /** Carries it out; says nothing yet of whether all is well. */
  List<Cell> carryOut(Site site, String name) throws Exception {
    Fault fault = plan.fault();
    for (SourceKind source : sources) {
      fault
          .whyNot(source, durability)
          .ifPresent(
              why -> cells.put(source, Cell.without(source, fault.words(), durability, why)));
    }
    List<SourceKind> struck = sources.stream().filter(kind -> !cells.containsKey(kind)).toList();
    if (!struck.isEmpty()) {
      try (Run run = Run.prepare(site, name, durability, struck)) {
        strikeOrKeepLogs(run);
      }
    }
    cells.values().forEach(cell -> System.out.println(all(cell)));
    return new ArrayList<>(cells.values());
  }

  /** What went wrong can be looked at only before the run is closed. */
  private void strikeOrKeepLogs(Run run) throws Exception {
    try {
      strike(run);
    } catch (Exception | AssertionError e) {
      throw new AssertionError("the logs are in " + run.keepLogs(Report.LOGS), e);
    }
    if (!cells.values().stream().allMatch(this::isGreen)) {
      kept = "; the logs are in " + run.keepLogs(Report.LOGS);
    }
  }

  private String all(Cell cell) {
    long loss = allowed.getOrDefault(cell.source(), 0L);
    long again = givenAgain.getOrDefault(cell.source(), 0L);
    return cell
        + (loss == 0 ? "" : "; at most %,d may be lost".formatted(loss))
        + (again == 0 ? "" : "; %,d counted then, and given again".formatted(again))
        + kept;
  }

  private boolean isGreen(Cell cell) {
    try {
      check(cell);
      return true;
    } catch (AssertionError e) {
      return false; // whoever reports the cell checks it again
    }
  }

  private void strike(Run run) throws Exception {
    Map<SourceKind, Strike> strikes = plan.carryOut(run);
    run.awaitNew();
    run.finish();
    for (Feed feed : run.feeds()) {
      Strike strike = strikes.get(feed.kind());
      allowed.put(feed.kind(), allowed(feed, strike));
      givenAgain.put(feed.kind(), feed.ledger().givenAgainAfter(strike.millis()));
      cells.put(feed.kind(), cell(run, feed, strike));
    }
  }

  private long allowed(Feed feed, Strike strike) {
    return plan.fault() == Fault.SOURCE_KILLED
        ? feed.lossWhenKilled()
        : feed.lossWhenCut(strike.acknowledged());
  }

  private Cell cell(Run run, Feed feed, Strike strike) throws SQLException {
    return Cell.of(
        feed.kind(),
        plan.fault().words(),
        durability,
        strike,
        run.verdict(feed.kind()),
        wrongTotals(run, feed),
        recovery(run, feed, strike.millis()),
        run.timeline(feed.kind()));
  }

  private static Recovery recovery(Run run, Feed feed, long struck) {
    OptionalLong started = started(run, run.stream(feed.kind()), struck);
    return new Recovery(
        since(struck, started(run, run.bareStream(), struck)),
        started.isPresent()
            ? since(struck, run.timeline(feed.kind()).acknowledgedAfter(started.getAsLong()))
            : OptionalLong.empty(),
        since(struck, feed.ledger().firstCountedOfThoseOfferedAfter(struck)));
  }

  private static OptionalLong started(Run run, int stream, long struck) {
    return run.job().event(stream, "started", struck).stream()
        .mapToLong(ReceiverEvent::millis)
        .findFirst();
  }

  private static OptionalLong since(long struck, OptionalLong millis) {
    return millis.isPresent() ? OptionalLong.of(millis.getAsLong() - struck) : OptionalLong.empty();
  }

  private static OptionalLong wrongTotals(Run run, Feed feed) throws SQLException {
    if (!feed.kind().hasTotals()) {
      return OptionalLong.empty();
    }
    List<String> wrong = run.wrongTotals(feed.kind());
    if (!wrong.isEmpty()) {
      System.out.println("wrong totals: " + wrong.subList(0, Math.min(SHOWN, wrong.size())));
    }
    return OptionalLong.of(wrong.size());
  }

  /**
   * That the fault has happened while records were in flight, that each was counted as it was sent
   * and in its order, and that no total is wrong.
   */
  void check(Cell cell) {
    if (cell.reason().isPresent()) {
      return;
    }
    Verdict verdict = cell.verdict();
    String all = all(cell);
    assertThat(cell.strike().observed()).as("what was observed; " + all).isNotBlank();
    assertThat(cell.strike().unacknowledged()).as("records in flight; " + all).isPositive();
    assertThat(cell.recovery().counted()).as("a record of after the fault; " + all).isPresent();
    assertThat((long) verdict.lost().size())
        .as(all)
        .isLessThanOrEqualTo(allowed.get(cell.source()));
    assertThat(verdict.corrupted()).as(all).isEmpty();
    if (plan.fault().keepsOrder(cell.source())) {
      assertThat(verdict.overtaken()).as(all).isEmpty();
    }
    if (plan.fault().isOrderly()) {
      assertThat(givenAgain.get(cell.source())).as("given again; " + all).isZero();
    }
    assertThat(cell.againAfterPositions().orElse(0)).as(all).isZero();
  }

  /** All that are there. */
  void check() {
    cells.values().forEach(this::check);
  }
}
