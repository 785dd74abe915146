// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static io.holdfast.core.internal.driver.TestFacts.WAL;
import static io.holdfast.core.internal.driver.TestFacts.job;
import static io.holdfast.core.internal.driver.TestFacts.on;
import static io.holdfast.core.internal.driver.TestFacts.receiving;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.PreflightException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreflightTest {
  private static final String RATE = "spark.streaming.receiver.maxRate";

  private static Preflight check(TestFacts given) {
    return Preflight.check(given.facts(), rule -> true);
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void aJobThatIsWellMadeViolatesNothing(Rule rule) {
    assertThat(rule.violation(job().foreign(2).facts())).isEmpty();
  }

  @Test
  void allReasonsAreNamedAtOnceEachWithItsRule() {
    Preflight both = check(on("local").foreign(1).set(WAL, true));
    assertThat(both.errors()).hasSize(2);
    assertThat(both.errors().get(0)).startsWith("CORES: The master local has 1 core");
    assertThatThrownBy(both::orThrow)
        .isInstanceOf(PreflightException.class)
        .hasMessage(String.join(System.lineSeparator(), both.errors()));
  }

  @Test
  void aWarningStopsNothing() {
    Preflight warned = check(receiving().without(RATE));
    assertThat(warned.errors()).isEmpty();
    assertThat(warned.warnings()).singleElement().asString().startsWith("UNBOUNDED_INTAKE: ");
    assertThatCode(warned::orThrow).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"holdfast.preflight.strict", "spark.holdfast.preflight.strict"})
  void aStrictJobHasNoWarnings(String key) {
    Preflight strict = check(receiving().without(RATE).set(key, true));
    assertThat(strict.warnings()).isEmpty();
    assertThat(strict.errors()).singleElement().asString().startsWith("UNBOUNDED_INTAKE: ");
  }

  @Test
  void nothingOutsideIsAskedWhenAStreamIsCreated() {
    TestFacts given = job().foreign(1).checkpoint("hdfs:/c").registered(0).left(1, 1, null, false);
    Preflight early =
        Preflight.check(given.facts(), rule -> rule.needs() == Rule.Needs.CONFIGURATION);
    assertThat(early.errors()).isEmpty();
    assertThat(given.wanted()).isZero();
  }
}
