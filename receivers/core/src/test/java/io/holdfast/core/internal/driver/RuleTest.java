// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.PreflightException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTest {

  private static Facts facts(String master, int receivers) {
    return new Facts(master, receivers, false, Optional.empty());
  }

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
        "local-cluster[1,1,512];1;false",
        "yarn;9;false"
      })
  void aReceiverNeedsACoreMore(String master, int receivers, boolean violated) {
    assertThat(Rule.CORES.violation(facts(master, receivers)).isPresent()).isEqualTo(violated);
  }

  @Test
  void theSentenceSaysWhatToUse() {
    assertThat(Rule.CORES.violation(facts("local[1]", 1)))
        .contains(
            "The master local[1] has 1 core for 1 receiver, which leaves none to process what is"
                + " received: use local[2] or more.");
  }

  @Test
  void theReceiverLogNeedsACheckpointDirectory() {
    Facts without = new Facts("local[2]", 1, true, Optional.empty());
    Facts with = new Facts("local[2]", 1, true, Optional.of("/tmp/x"));
    assertThat(Rule.WAL_WITHOUT_CHECKPOINT.violation(without).orElseThrow())
        .contains("spark.streaming.receiver.writeAheadLog.enable", "checkpoint directory");
    assertThat(Rule.WAL_WITHOUT_CHECKPOINT.violation(with)).isEmpty();
    assertThat(Rule.WAL_WITHOUT_CHECKPOINT.violation(facts("local[2]", 1))).isEmpty();
  }

  @Test
  void allReasonsAreNamedAtOnce() {
    Preflight both = Preflight.check(new Facts("local", 1, true, Optional.empty()), rule -> true);
    assertThat(both.sentences()).hasSize(2);
    assertThatThrownBy(both::orThrow)
        .isInstanceOf(PreflightException.class)
        .hasMessageContainingAll("local[2]", "checkpoint directory");
  }
}
