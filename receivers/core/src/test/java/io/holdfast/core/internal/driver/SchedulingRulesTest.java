// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static io.holdfast.core.internal.driver.Rule.CONCURRENT_JOBS;
import static io.holdfast.core.internal.driver.Rule.LOCALITY_WAIT_LOCAL;
import static io.holdfast.core.internal.driver.Rule.LOCALITY_WAIT_ONE_CORE;
import static io.holdfast.core.internal.driver.Rule.SPECULATION;
import static io.holdfast.core.internal.driver.RuleCase.holds;
import static io.holdfast.core.internal.driver.RuleCase.violated;
import static io.holdfast.core.internal.driver.TestFacts.WAL;
import static io.holdfast.core.internal.driver.TestFacts.job;
import static io.holdfast.core.internal.driver.TestFacts.on;
import static io.holdfast.core.internal.driver.TestFacts.receiving;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchedulingRulesTest {
  private static final String WAIT = "spark.locality.wait";
  private static final String THRESHOLD = "spark.speculation.task.duration.threshold";

  @ParameterizedTest
  @MethodSource({"jobs", "speculation", "localityLocal", "localityOneCore"})
  void judged(RuleCase each) {
    each.check();
  }

  static Stream<RuleCase> jobs() {
    return Stream.of(
        holds(CONCURRENT_JOBS, "by default", job()),
        holds(CONCURRENT_JOBS, "one", job().set("spark.streaming.concurrentJobs", 1)),
        violated(
            CONCURRENT_JOBS,
            "two",
            job().set("spark.streaming.concurrentJobs", 2),
            "spark.streaming.concurrentJobs is 2, and a batch that completes first would clean up"
                + " blocks that an older one still needs: set it to 1."));
  }

  static Stream<RuleCase> speculation() {
    return Stream.of(
        holds(SPECULATION, "without threshold", job().set("spark.speculation", true)),
        holds(
            SPECULATION, "no receivers", job().set("spark.speculation", true).set(THRESHOLD, "1m")),
        holds(SPECULATION, "threshold only", job().set(THRESHOLD, "1m")),
        violated(
            SPECULATION,
            "both",
            receiving().set("spark.speculation", true).set(THRESHOLD, "1m"),
            "spark.speculation with spark.speculation.task.duration.threshold starts a second copy"
                + " of each receiver and abandons the first, which goes on receiving: remove the"
                + " threshold, or set spark.speculation to false."));
  }

  private static TestFacts recoverable(String master) {
    return on(master).set(WAL, true).checkpoint("file:/c");
  }

  static Stream<RuleCase> localityLocal() {
    String why =
        "On the master local[2] a batch that a recovery brings back can wait for ever for a"
            + " locality that no executor has: set ";
    return Stream.of(
        violated(
            LOCALITY_WAIT_LOCAL, "3 s by default", recoverable("local[2]"), why + WAIT + " to 0s."),
        violated(
            LOCALITY_WAIT_LOCAL,
            "one level",
            recoverable("local[2]").set(WAIT, "0s").set(WAIT + ".process", "1s"),
            why + "spark.locality.wait.process to 0s."),
        violated(
            LOCALITY_WAIT_LOCAL,
            "all and one level",
            recoverable("local[2]").set(WAIT, "1s").set(WAIT + ".node", "1s"),
            why + "spark.locality.wait and spark.locality.wait.node to 0s."),
        holds(LOCALITY_WAIT_LOCAL, "none", recoverable("local[2]").set(WAIT, "0s")),
        holds(LOCALITY_WAIT_LOCAL, "a plain zero", recoverable("local[2]").set(WAIT, "0")),
        holds(LOCALITY_WAIT_LOCAL, "no log", on("local[2]").checkpoint("file:/c")),
        holds(LOCALITY_WAIT_LOCAL, "no checkpoint", on("local[2]").set(WAL, true)),
        holds(LOCALITY_WAIT_LOCAL, "a cluster", recoverable("local-cluster[2,2,512]")));
  }

  static Stream<RuleCase> localityOneCore() {
    String sentence =
        "On executors of one task each, tasks wait for the one that the receiver occupies, and"
            + " after the loss of an executor new data can be late by up to 15 s: set"
            + " spark.locality.wait to 0s, or spark.executor.cores to 2 or more.";
    return Stream.of(
        violated(LOCALITY_WAIT_ONE_CORE, "YARN by default", on("yarn").foreign(1), sentence),
        violated(
            LOCALITY_WAIT_ONE_CORE,
            "standalone",
            receiving().set("spark.executor.cores", 1),
            sentence),
        holds(LOCALITY_WAIT_ONE_CORE, "no receivers", on("yarn")),
        holds(LOCALITY_WAIT_ONE_CORE, "no wait", on("yarn").foreign(1).set(WAIT, "0s")),
        holds(
            LOCALITY_WAIT_ONE_CORE,
            "two cores",
            on("yarn").foreign(1).set("spark.executor.cores", 2)),
        holds(LOCALITY_WAIT_ONE_CORE, "unknown cores", receiving()),
        holds(LOCALITY_WAIT_ONE_CORE, "a local master", on("local[2]").foreign(1)));
  }
}
