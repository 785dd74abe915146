// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.managers;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.it.fault.Strike;
import io.holdfast.it.job.SourceKind;
import io.holdfast.it.ledger.Ledger;
import io.holdfast.it.ledger.Verdict;
import io.holdfast.it.report.JobRow;
import io.holdfast.it.source.Feed;
import io.holdfast.it.source.Feeds;
import io.holdfast.parts.SparkExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * One job on one manager: while it counts what a source is given, whoever receives is killed; then
 * it counts the rest, and is ended as the page says.
 */
final class JobTrial implements AutoCloseable {
  /** Records that are counted before anybody is killed. */
  private static final int FLOWING = 100;

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Manager manager;
  private final ExampleJob job;
  private final Feed feed;
  private final SubmittedWordCount submitted;
  private final WordTotals totals;
  private long allowed;

  private JobTrial(Manager manager, ExampleJob job, Feed feed, SubmittedWordCount submitted) {
    this.manager = manager;
    this.job = job;
    this.feed = feed;
    this.submitted = submitted;
    totals = new WordTotals(submitted.database(), feed.ledger(), feed.before());
  }

  /** Starts the source, which is given nothing yet; what all write goes below {@code folder}. */
  static JobTrial prepare(Manager manager, ExampleJob job, Clusters clusters, Path folder)
      throws Exception {
    String name = (manager + "-" + job).toLowerCase(Locale.ROOT);
    Path own = folder.resolve(name);
    Feed feed = Feeds.start(job.source(), clusters.broker(), name, own.resolve("source"));
    return new JobTrial(
        manager, job, feed, new SubmittedWordCount(manager, job, clusters, feed.forTheJob(), own));
  }

  /** Carries it out; says nothing yet of whether all is well. */
  JobRow carryOut() throws Exception {
    submitted.submit();
    feed.send();
    await("records are counted", () -> ledger().counted() >= FLOWING);
    Strike strike = manager.hasExecutors() ? killExecutor() : killDriver();
    await(
        "a record is counted that was sent after the fault",
        () -> ledger().firstCountedOfThoseOfferedAfter(strike.millis()).isPresent());
    feed.pause();
    await("all is counted", feed::isComplete);
    submitted.end();
    totals.look();
    allowed = feed.lossWhenCut(strike.counted());
    Verdict verdict = Verdict.on(ledger(), PATIENCE);
    return new JobRow(manager.words(), job.className(), strike, verdict, totals.wrong());
  }

  private Strike killDriver() throws Exception {
    Strike strike = inFlight();
    long killed = submitted.process().pid();
    submitted.process().kill();
    submitted.submit();
    return strike.observed(
        "driver, process %d; started again as %d".formatted(killed, submitted.process().pid()));
  }

  private Strike killExecutor() {
    Set<String> before =
        submitted.executors().stream().map(SparkExecutor::id).collect(Collectors.toSet());
    SparkExecutor victim =
        job.hasReceivers() ? submitted.receiving().orElseThrow() : submitted.executors().get(0);
    Strike strike = inFlight();
    victim.kill();
    if (job.hasReceivers()) {
      submitted.await("the receiver is elsewhere", () -> submitted.receiving().isPresent());
      return strike.observed(
          "executor %s, which received; then %s did"
              .formatted(victim.id(), submitted.receiving().orElseThrow().id()));
    }
    submitted.await("there is another executor", () -> newcomer(before).isPresent());
    return strike.observed(
        "executor %s; %s came".formatted(victim.id(), newcomer(before).orElseThrow().id()));
  }

  private Optional<SparkExecutor> newcomer(Set<String> before) {
    return submitted.executors().stream()
        .filter(executor -> !before.contains(executor.id()))
        .findAny();
  }

  /** Returns at a moment at which records are in flight, with what there was then. */
  private Strike inFlight() {
    AtomicReference<Strike> found = new AtomicReference<>();
    await(
        "records are in flight",
        () -> {
          found.set(now());
          return found.get().unacknowledged() > 0;
        });
    return found.get();
  }

  /** In this order, so that no more were acknowledged when the first was asked for. */
  private Strike now() {
    long sent = ledger().sent();
    totals.look();
    long counted = ledger().counted();
    // Where there is no receiver nothing is acknowledged, and what is counted is not read again.
    long acknowledged = job.hasReceivers() ? feed.acknowledged() : counted;
    return new Strike(System.currentTimeMillis(), sent, acknowledged, counted, "");
  }

  private Ledger ledger() {
    return feed.ledger();
  }

  private void await(String what, Callable<Boolean> condition) {
    submitted.await(
        what,
        () -> {
          totals.look();
          return condition.call();
        });
  }

  /** What the source of the row and its positions promise. */
  void check(JobRow row) {
    String all = row.toString();
    SourceKind kind = job.source();
    assertThat(row.strike().unacknowledged()).as("records in flight; " + all).isPositive();
    assertThat(row.strike().observed()).as("what was observed; " + all).isNotBlank();
    assertThat((long) row.verdict().lost().size())
        .as("lost, of %,d that may be; %s", allowed, all)
        .isLessThanOrEqualTo(allowed);
    if (kind.hasPositions()) {
      assertThat(row.wrongTotals()).as("wrong totals; " + all).isZero();
    } else if (kind.replays()) {
      assertThat(totals.tooSmall()).as("totals that are too small; " + all).isZero();
    } else {
      assertThat(totals.tooGreat()).as("totals that are too great; " + all).isZero();
    }
  }

  @Override
  public void close() throws Exception {
    try {
      submitted.close();
    } finally {
      feed.close();
    }
  }
}
