// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.managers;

import io.holdfast.it.Chosen;
import io.holdfast.it.job.SourceKind;
import io.holdfast.it.report.JobReport;
import io.holdfast.it.report.JobRow;
import io.holdfast.parts.RsyslogServer;
import io.holdfast.parts.TemporaryDirectory;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Each job of the examples on each manager, submitted by the commands that the documentation shows.
 * Whoever receives is killed while records are in flight, and in the end the totals are what the
 * source promises. Some of it: {@code -Dholdfast.it.managers=LOCAL,YARN_CLIENT} and {@code
 * -Dholdfast.it.jobs=RELP,FILE_TAIL}.
 */
@Tag("long")
class JobsIT {
  private static final JobReport REPORT = new JobReport();
  private static TemporaryDirectory directory;
  private static Clusters clusters;

  @BeforeAll
  static void start() throws InterruptedException {
    directory = TemporaryDirectory.create("jobs");
    clusters = Clusters.start(directory.path());
  }

  @AfterAll
  static void stop() {
    if (clusters != null) {
      clusters.close();
    }
    directory.close();
    System.out.println(REPORT);
  }

  @TestFactory
  Stream<DynamicNode> everyJobOnEveryManager() {
    return managers().map(manager -> container(manager, 1, jobs()));
  }

  /** One of them is killed, and those that send to it have to find it again. */
  @TestFactory
  Stream<DynamicNode> twoReceiversOnEveryCluster() {
    return managers()
        .filter(Manager::hasExecutors)
        .map(manager -> container(manager, 2, jobs().filter(ExampleJob::takesReceivers)));
  }

  private static Stream<Manager> managers() {
    return Chosen.among(List.of(Manager.values()), "holdfast.it.managers");
  }

  private static Stream<ExampleJob> jobs() {
    return Chosen.among(List.of(ExampleJob.values()), "holdfast.it.jobs");
  }

  private static DynamicNode container(Manager manager, int receivers, Stream<ExampleJob> jobs) {
    return DynamicContainer.dynamicContainer(
        manager.words(),
        jobs.map(
            job ->
                DynamicTest.dynamicTest(job.className(), () -> carryOut(manager, job, receivers))));
  }

  private static void carryOut(Manager manager, ExampleJob job, int receivers) throws Exception {
    if (job.source() == SourceKind.RELP) {
      Optional<String> missing = RsyslogServer.missing();
      Assumptions.assumeTrue(missing.isEmpty(), () -> "without rsyslog: " + missing.orElseThrow());
    }
    try (JobTrial trial = JobTrial.prepare(manager, job, receivers, clusters, directory.path())) {
      JobRow row = trial.carryOut();
      System.out.println(row);
      REPORT.add(row);
      REPORT.write();
      trial.check(row);
    }
  }
}
