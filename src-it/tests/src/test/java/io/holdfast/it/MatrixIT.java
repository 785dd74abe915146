// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it;

import io.holdfast.core.Durability;
import io.holdfast.it.fault.Fault;
import io.holdfast.it.fault.FaultPlan;
import io.holdfast.it.fault.When;
import io.holdfast.it.job.SourceKind;
import io.holdfast.it.report.Cell;
import io.holdfast.it.report.Report;
import io.holdfast.it.rig.Site;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * Each fault, with each durability, strikes a job that has all sources: a cell for each of them.
 * Some of it: {@code -Dholdfast.it.faults=EXECUTOR_KILLED,NETWORK_CUT} and {@code
 * -Dholdfast.it.durabilities=WAL}.
 */
@Tag("long")
@Timeout(7_200)
class MatrixIT {
  private static final int RECORDS_BEFORE = 300;
  private static final List<Durability> DURABILITIES =
      List.of(Durability.WAL, Durability.REPLICATED);

  private static final Report REPORT = new Report("matrix", "Every fault, every source");
  private static List<SourceKind> sources;
  private static Site site;

  @BeforeAll
  static void start() throws Exception {
    sources = Sources.here();
    site = Site.start();
  }

  @AfterAll
  static void stop() {
    if (site != null) {
      site.close();
    }
    System.out.println(REPORT);
  }

  @TestFactory
  Stream<DynamicNode> everyFault() {
    return chosen("holdfast.it.faults", List.of(Fault.values()))
        .flatMap(
            fault ->
                chosen("holdfast.it.durabilities", DURABILITIES)
                    .map(durability -> trial(fault, durability)));
  }

  private static <E extends Enum<E>> Stream<E> chosen(String property, List<E> all) {
    String names = System.getProperty(property);
    return all.stream()
        .filter(each -> names == null || List.of(names.split(",", -1)).contains(each.name()));
  }

  private static DynamicNode trial(Fault fault, Durability durability) {
    Trial trial =
        new Trial(new FaultPlan(fault, When.atRecord(RECORDS_BEFORE)), durability, sources);
    return DynamicContainer.dynamicContainer(
        fault.words() + ", " + durability,
        Stream.of(trial)
            .flatMap(
                each ->
                    carryOut(each, fault + "-" + durability).stream()
                        .map(
                            cell ->
                                DynamicTest.dynamicTest(
                                    cell.source().words(), () -> each.check(cell)))));
  }

  private static List<Cell> carryOut(Trial trial, String name) {
    try {
      List<Cell> cells = trial.carryOut(site, name.replaceAll("[^A-Za-z]+", "-"));
      cells.forEach(REPORT::add);
      REPORT.write();
      return cells;
    } catch (Exception e) {
      throw new AssertionError(name, e);
    }
  }
}
