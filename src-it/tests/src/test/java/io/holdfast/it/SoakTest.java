// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.it.fault.Fault;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SoakTest {
  private static List<Fault> faults(long seed) {
    Soak soak = new Soak(seed, Duration.ZERO);
    return Stream.generate(() -> soak.next().fault()).limit(100).toList();
  }

  @Test
  void aSeedGivesTheSameFaultsAgain() {
    assertThat(faults(7)).isEqualTo(faults(7)).isNotEqualTo(faults(8));
  }

  @Test
  void soonerOrLaterEachOfThemComes() {
    assertThat(faults(7)).contains(Fault.EXECUTOR_KILLED, Fault.DRIVER_KILLED, Fault.NETWORK_CUT);
  }
}
