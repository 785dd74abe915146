// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Durability;
import io.holdfast.it.job.SourceKind;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultTest {
  @ParameterizedTest
  @EnumSource(
      value = SourceKind.class,
      names = {"KAFKA", "FLUME_PUSH", "FLUME_PULL", "RELP"})
  void withTheLogEveryFaultStrikesEverySystemThatCanBeAskedAgain(SourceKind source) {
    assertThat(Fault.values())
        .filteredOn(fault -> fault != Fault.DRIVER_RESUMED || source.canBeAskedAgain())
        .allSatisfy(fault -> assertThat(fault.whyNot(source, Durability.WAL)).isEmpty());
  }

  @Test
  void replicasPromiseNothingWithoutTheirDriverAndHaveNoLog() {
    assertThat(
            Arrays.stream(Fault.values())
                .filter(fault -> fault.whyNot(SourceKind.KAFKA, Durability.REPLICATED).isPresent()))
        .containsExactly(
            Fault.ZOMBIE,
            Fault.DRIVER_KILLED,
            Fault.DRIVER_KILLED_EARLY,
            Fault.DRIVER_RESUMED,
            Fault.BATCH_FAILED,
            Fault.SLOW_LOG,
            Fault.FULL_DISK,
            Fault.DATA_NODE_KILLED);
  }

  @Test
  void aFileHasNoNetworkAndNoProcess() {
    assertThat(
            Arrays.stream(Fault.values())
                .filter(fault -> fault.whyNot(SourceKind.FILE_TAIL, Durability.WAL).isPresent()))
        .containsExactly(Fault.SOURCE_KILLED, Fault.NETWORK_CUT);
  }

  @Test
  void aServerOfLinesHasNoFarewellAndNobodyToTakeALineEarly() {
    assertThat(
            Arrays.stream(Fault.values())
                .filter(fault -> fault.whyNot(SourceKind.LINES, Durability.WAL).isPresent()))
        .containsExactly(Fault.DRIVER_KILLED_EARLY, Fault.DRIVER_RESUMED, Fault.SOURCE_KILLED);
  }

  @Test
  void whatIsInFlightIsWhatWasSentAndNotAcknowledged() {
    Strike strike = new Strike(1, 50, 40, 30, "");
    assertThat(strike.unacknowledged()).isEqualTo(10);
    assertThat(strike.observed("it").observed()).isEqualTo("it");
  }
}
