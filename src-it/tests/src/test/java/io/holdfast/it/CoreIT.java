// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Durability;
import io.holdfast.it.fault.Fault;
import io.holdfast.it.ledger.Verdict;
import io.holdfast.it.report.Report;
import io.holdfast.it.rig.Run;
import io.holdfast.it.source.Feed;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Of {@link MatrixIT} what a build can afford: the executor of a job with all sources is killed,
 * and replicas have to do; its driver is killed, which only the log survives; and for a minute, or
 * for {@code -Dholdfast.soak.seconds}, whatever a seed wants, which {@code -Dholdfast.soak.seed}
 * sets.
 */
@Timeout(10_800)
class CoreIT {
  private static final int RECORDS_BEFORE = 200;
  private static final int SOAK_SECONDS = Integer.getInteger("holdfast.soak.seconds", 60);
  private static final long SEED =
      Long.getLong("holdfast.soak.seed", System.nanoTime() % 1_000_000);

  private static Campaign campaign;

  @BeforeAll
  static void start() throws Exception {
    campaign = Campaign.begin("core", "The core set", Sources.replaying());
  }

  @AfterAll
  static void stop() {
    if (campaign != null) {
      campaign.close();
    }
  }

  @Test
  void replicasSurviveTheExecutor() throws Exception {
    carryOut(Fault.EXECUTOR_KILLED, Durability.REPLICATED);
  }

  @Test
  void theLogSurvivesTheDriver() throws Exception {
    carryOut(Fault.DRIVER_KILLED, Durability.WAL);
  }

  private static void carryOut(Fault fault, Durability durability) throws Exception {
    Trial trial = campaign.trial(fault, durability, RECORDS_BEFORE);
    campaign.carryOut(trial, "core-" + durability);
    trial.check();
  }

  @Test
  void nothingIsLostWhateverComes() throws Exception {
    System.out.printf("soak: -Dholdfast.soak.seed=%d, %d s%n", SEED, SOAK_SECONDS);
    Soak soak = new Soak(SEED, Duration.ofSeconds(SOAK_SECONDS));
    try (Run run = campaign.prepare("soak", Durability.WAL)) {
      soakOrKeepLogs(soak, run);
    }
    assertThat(soak.done()).as("faults").isNotEmpty();
  }

  private static void soakOrKeepLogs(Soak soak, Run run) throws Exception {
    try {
      soak.carryOut(run);
      run.finish();
      for (Feed feed : run.feeds()) {
        check(run, feed);
      }
    } catch (Exception | AssertionError e) {
      throw new AssertionError("the logs are in " + run.keepLogs(Report.LOGS), e);
    }
  }

  private static void check(Run run, Feed feed) throws Exception {
    Verdict verdict = run.verdict(feed.kind());
    System.out.printf("soak: %s: %s%n", feed, verdict);
    assertThat(verdict.isAtLeastOnceInOrder()).as("%s: %s", feed, verdict).isTrue();
    if (feed.kind().hasTotals()) {
      assertThat(run.wrongTotals(feed.kind())).as("wrong totals of " + feed).isEmpty();
    }
  }
}
