// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;

/** A rule, the facts it is given, and what it has to say about them. */
record RuleCase(Rule rule, String about, TestFacts given, Optional<String> sentence) {

  static RuleCase holds(Rule rule, String about, TestFacts given) {
    return new RuleCase(rule, about, given, Optional.empty());
  }

  static RuleCase violated(Rule rule, String about, TestFacts given, String sentence) {
    return new RuleCase(rule, about, given, Optional.of(sentence));
  }

  void check() {
    assertThat(rule.violation(given.facts())).isEqualTo(sentence);
  }

  @Override
  public String toString() {
    return "%s %s: %s".formatted(rule, sentence.isEmpty() ? "holds" : "is violated", about);
  }
}
