// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.managers;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.it.fault.Strike;
import io.holdfast.it.job.SourceKind;
import io.holdfast.it.ledger.Ledger;
import io.holdfast.it.ledger.Verdict;
import io.holdfast.it.report.JobRow;
import io.holdfast.parts.SparkExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
  private final int receivers;
  private final JobFeeds feeds;
  private final SubmittedWordCount submitted;
  private final WordTotals totals;
  private long allowed;

  private JobTrial(
      Manager manager,
      ExampleJob job,
      int receivers,
      JobFeeds feeds,
      SubmittedWordCount submitted) {
    this.manager = manager;
    this.job = job;
    this.receivers = receivers;
    this.feeds = feeds;
    this.submitted = submitted;
    totals = new WordTotals(submitted.database(), feeds.ledger(), feeds.before());
  }

  /** Starts the source, which is given nothing yet; what all write goes below {@code folder}. */
  static JobTrial prepare(
      Manager manager, ExampleJob job, int receivers, Clusters clusters, Path folder)
      throws Exception {
    String name = "%s-%s-%d".formatted(manager, job, receivers).toLowerCase(Locale.ROOT);
    Path own = folder.resolve(name);
    JobFeeds feeds =
        JobFeeds.start(job.source(), receivers, clusters.broker(), name, own.resolve("source"));
    return new JobTrial(
        manager,
        job,
        receivers,
        feeds,
        new SubmittedWordCount(manager, job, receivers, clusters, feeds.forTheJob(), own));
  }

  /** Carries it out; says nothing yet of whether all is well. */
  JobRow carryOut() throws Exception {
    submitted.submit();
    feeds.send();
    await(
        "records are counted",
        () -> ledger().counted() >= FLOWING && (!job.hasReceivers() || feeds.allAreReceived()));
    Strike strike = strike();
    await(
        "a record is counted that was sent after the fault",
        () -> ledger().firstCountedOfThoseOfferedAfter(strike.millis()).isPresent());
    feeds.pause();
    await("all is counted", feeds::areComplete);
    submitted.end();
    totals.look();
    allowed = feeds.lossWhenCut(strike.counted());
    Verdict verdict = Verdict.on(ledger(), PATIENCE);
    String name =
        receivers == 1 ? job.className() : "%s, %d receivers".formatted(job.className(), receivers);
    return new JobRow(manager.words(), name, strike, verdict, totals.wrong());
  }

  private Strike strike() throws Exception {
    if (!manager.hasExecutors()) {
      return killDriver();
    }
    return job.hasReceivers() ? killReceiver() : killExecutor();
  }

  private Strike killDriver() throws Exception {
    Strike strike = inFlight();
    long killed = submitted.process().pid();
    submitted.process().kill();
    submitted.submit();
    return strike.observed(
        "driver, process %d; started again as %d".formatted(killed, submitted.process().pid()));
  }

  private Strike killReceiver() {
    List<SparkExecutor> before = awaitReceivers();
    Strike strike = inFlight();
    before.get(0).kill();
    String beside = receivers == 1 ? "" : " beside " + ids(before.subList(1, receivers));
    return strike.observed(
        "executor %s, which received%s; then %s did"
            .formatted(before.get(0).id(), beside, ids(awaitReceivers())));
  }

  private List<SparkExecutor> awaitReceivers() {
    submitted.await(
        "each receiver is on an executor", () -> submitted.receiving().size() == receivers);
    return submitted.receiving();
  }

  private static String ids(List<SparkExecutor> executors) {
    return executors.stream().map(SparkExecutor::id).collect(Collectors.joining(" and "));
  }

  private Strike killExecutor() {
    Set<String> before =
        submitted.executors().stream().map(SparkExecutor::id).collect(Collectors.toSet());
    SparkExecutor victim = submitted.executors().get(0);
    Strike strike = inFlight();
    victim.kill();
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
          return found.get().unacknowledged() > 0
              && (!job.hasReceivers() || feeds.allHaveInFlight());
        });
    return found.get();
  }

  /** In this order, so that no more were acknowledged when the first was asked for. */
  private Strike now() {
    long sent = ledger().sent();
    totals.look();
    long counted = ledger().counted();
    // Where there is no receiver nothing is acknowledged, and what is counted is not read again.
    long acknowledged = job.hasReceivers() ? feeds.acknowledged() : counted;
    return new Strike(System.currentTimeMillis(), sent, acknowledged, counted, "");
  }

  private Ledger ledger() {
    return feeds.ledger();
  }

  private void await(String what, Callable<Boolean> condition) {
    try {
      submitted.await(
          what,
          () -> {
            totals.look();
            return condition.call();
          });
    } catch (AssertionError e) {
      throw new AssertionError(Verdict.on(ledger(), PATIENCE) + "; " + e.getMessage(), e);
    }
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
      feeds.close();
    }
  }
}
