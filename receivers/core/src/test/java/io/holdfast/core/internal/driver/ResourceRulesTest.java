// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static io.holdfast.core.internal.driver.Rule.CORES;
import static io.holdfast.core.internal.driver.Rule.DYNAMIC_ALLOCATION;
import static io.holdfast.core.internal.driver.Rule.REGISTERED_CORES;
import static io.holdfast.core.internal.driver.RuleCase.holds;
import static io.holdfast.core.internal.driver.RuleCase.violated;
import static io.holdfast.core.internal.driver.TestFacts.job;
import static io.holdfast.core.internal.driver.TestFacts.on;
import static io.holdfast.core.internal.driver.TestFacts.receiving;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResourceRulesTest {
  private static final String NONE_LEFT = ", which leaves none to process what is received: ";

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "local;1;true",
        "local[1];1;true",
        "local[ 1 ];1;true",
        "local[2];2;true",
        "local[2,4];2;true",
        "local[2];1;false",
        "local[3,1];2;false",
        "local[*];1000000;true",
        "spark://host:7077;9;false",
        "local-cluster[1,1,512];1;true",
        "local-cluster[2,1,512];1;false",
        "yarn;2;true",
        "yarn;1;false",
        "k8s://host;2;true",
        "mesos://host;9;false"
      })
  void aReceiverNeedsACoreMore(String master, int receivers, boolean violated) {
    assertThat(CORES.violation(on(master).foreign(receivers).facts()).isPresent())
        .isEqualTo(violated);
  }

  @ParameterizedTest
  @MethodSource
  void configured(RuleCase each) {
    each.check();
  }

  static Stream<RuleCase> configured() {
    return Stream.of(
        violated(
            CORES,
            "a local master",
            on("local[1]").foreign(1),
            "The master local[1] has 1 core for 1 receiver" + NONE_LEFT + "use local[2] or more."),
        violated(
            CORES,
            "tasks of two cores",
            on("local[3]").set("spark.task.cpus", 2).foreign(1),
            "The master local[3] has 3 cores for 1 receiver of 2 cores each (spark.task.cpus)"
                + NONE_LEFT
                + "use local[4] or more."),
        holds(CORES, "two tasks of two cores", on("local[4]").set("spark.task.cpus", 2).foreign(1)),
        violated(
            CORES,
            "a bound on a standalone cluster",
            job().set("spark.cores.max", 2).foreign(2),
            "The configuration asks the master spark://host:7077 for 2 cores for 2 receivers"
                + NONE_LEFT
                + "raise spark.cores.max to 3 or more."),
        violated(
            CORES,
            "whole executors under the bound",
            job().set("spark.cores.max", 3).set("spark.executor.cores", 2).foreign(2),
            "The configuration asks the master spark://host:7077 for 2 cores for 2 receivers"
                + NONE_LEFT
                + "raise spark.cores.max to 3 or more."),
        holds(CORES, "a wider bound", job().set("spark.cores.max", 3).foreign(2)),
        violated(
            CORES,
            "executors of YARN",
            on("yarn").set("spark.executor.instances", 3).foreign(3),
            "The configuration asks the master yarn for 3 cores for 3 receivers"
                + NONE_LEFT
                + "raise spark.executor.instances or spark.executor.cores until they make 4 cores"
                + " or more."),
        violated(
            CORES,
            "a local cluster",
            on("local-cluster[1,2,512]").foreign(2),
            "The configuration asks the master local-cluster[1,2,512] for 2 cores for 2 receivers"
                + NONE_LEFT
                + "use a local-cluster of 3 cores or more."),
        holds(
            CORES,
            "cores in executors of YARN",
            on("yarn").set("spark.executor.cores", 2).foreign(3)));
  }

  @ParameterizedTest
  @MethodSource
  void registered(RuleCase each) {
    each.check();
  }

  static Stream<RuleCase> registered() {
    return Stream.of(
        violated(
            REGISTERED_CORES,
            "one core came",
            on("yarn").foreign(1).registered(1),
            "The master yarn has given the job 1 core for 1 receiver"
                + NONE_LEFT
                + "give the job more of the cluster, or time to get it with a longer"
                + " spark.scheduler.maxRegisteredResourcesWaitingTime (30 s now)."),
        violated(
            REGISTERED_CORES,
            "nothing came, with a patience of the job's own",
            job()
                .set("spark.scheduler.maxRegisteredResourcesWaitingTime", "5s")
                .foreign(2)
                .registered(0),
            "The master spark://host:7077 has given the job 0 cores for 2 receivers"
                + NONE_LEFT
                + "give the job more of the cluster, or time to get it with a longer"
                + " spark.scheduler.maxRegisteredResourcesWaitingTime (5 s now)."),
        holds(
            REGISTERED_CORES,
            "fewer than configured, more than receivers",
            job().set("spark.cores.max", 8).foreign(2).registered(3)),
        holds(REGISTERED_CORES, "a local master", on("local[1]").foreign(2).registered(0)),
        holds(
            REGISTERED_CORES,
            "too few by configuration, which another rule says",
            job().set("spark.cores.max", 1).foreign(1).registered(0)));
  }

  @Test
  void allThatIsConfiguredIsWaitedFor() {
    TestFacts known = job().set("spark.cores.max", 8).foreign(2);
    assertThat(REGISTERED_CORES.violation(known.facts())).isEmpty();
    assertThat(known.wanted()).isEqualTo(8);
  }

  @Test
  void whereNothingIsConfiguredEnoughForTheReceiversIsWaitedFor() {
    TestFacts unknown = job().foreign(2);
    assertThat(REGISTERED_CORES.violation(unknown.facts())).isEmpty();
    assertThat(unknown.wanted()).isEqualTo(3);
  }

  @Test
  void thereIsNoWaitingWhereItCannotHelp() {
    TestFacts local = on("local[2]").foreign(1);
    TestFacts tooFew = job().set("spark.cores.max", 1).foreign(1);
    assertThat(REGISTERED_CORES.violation(local.facts())).isEmpty();
    assertThat(REGISTERED_CORES.violation(tooFew.facts())).isEmpty();
    assertThat(local.wanted()).isZero();
    assertThat(tooFew.wanted()).isZero();
  }

  @ParameterizedTest
  @MethodSource
  void dynamicAllocation(RuleCase each) {
    each.check();
  }

  static Stream<RuleCase> dynamicAllocation() {
    String why = "Spark would take executors away while they hold receivers or blocks: set ";
    return Stream.of(
        holds(DYNAMIC_ALLOCATION, "by default", receiving()),
        holds(
            DYNAMIC_ALLOCATION, "no receivers", job().set("spark.dynamicAllocation.enabled", true)),
        holds(DYNAMIC_ALLOCATION, "off", receiving().set("spark.dynamicAllocation.enabled", false)),
        violated(
            DYNAMIC_ALLOCATION,
            "that of core",
            receiving().set("spark.dynamicAllocation.enabled", true),
            why + "spark.dynamicAllocation.enabled to false."),
        violated(
            DYNAMIC_ALLOCATION,
            "that of streaming",
            receiving().set("spark.streaming.dynamicAllocation.enabled", true),
            why + "spark.streaming.dynamicAllocation.enabled to false."),
        violated(
            DYNAMIC_ALLOCATION,
            "both",
            receiving()
                .set("spark.dynamicAllocation.enabled", true)
                .set("spark.streaming.dynamicAllocation.enabled", true),
            why
                + "spark.dynamicAllocation.enabled and spark.streaming.dynamicAllocation.enabled"
                + " to false."));
  }
}
