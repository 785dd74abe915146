// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it;

import io.holdfast.core.Durability;
import io.holdfast.it.fault.Fault;
import io.holdfast.it.report.Cell;
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
 * Some of it: {@code -Dholdfast.it.faults=EXECUTOR_KILLED,NETWORK_CUT}, {@code
 * -Dholdfast.it.durabilities=WAL} and {@code -Dholdfast.it.sources=RELP,FILE_TAIL}.
 */
@Tag("long")
@Timeout(7_200)
class MatrixIT {
  private static final int RECORDS_BEFORE = 300;
  private static final List<Durability> DURABILITIES =
      List.of(Durability.WAL, Durability.REPLICATED);

  private static Campaign campaign;

  @BeforeAll
  static void start() throws Exception {
    campaign = Campaign.begin("matrix", "Every fault, every source", Sources.here());
  }

  @AfterAll
  static void stop() {
    if (campaign != null) {
      campaign.close();
    }
  }

  @TestFactory
  Stream<DynamicNode> everyFault() {
    return Chosen.among(List.of(Fault.values()), "holdfast.it.faults")
        .flatMap(
            fault ->
                Chosen.among(DURABILITIES, "holdfast.it.durabilities")
                    .map(durability -> trial(fault, durability)));
  }

  private static DynamicNode trial(Fault fault, Durability durability) {
    Trial trial = campaign.trial(fault, durability, RECORDS_BEFORE);
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
      return campaign.carryOut(trial, name.replaceAll("[^A-Za-z]+", "-"));
    } catch (Exception e) {
      throw new AssertionError(name, e);
    }
  }
}
