// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.PreflightException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.streaming.StreamingContext;

/** The outcome of the checks before a start: what has to change, in sentences. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class Preflight {
  private final List<String> sentences;

  private Preflight(List<String> sentences) {
    this.sentences = Collections.unmodifiableList(sentences);
  }

  /** All rules; for the time when the job is complete. */
  public static Preflight all(StreamingContext context) {
    return check(Facts.of(context), rule -> true);
  }

  /** The rules that need only the configuration; for the time when a stream is created. */
  public static Preflight ofConfiguration(StreamingContext context) {
    return check(Facts.of(context), rule -> rule.needs() == Rule.Needs.CONFIGURATION);
  }

  static Preflight check(Facts facts, Predicate<Rule> which) {
    List<String> sentences = new ArrayList<>();
    Arrays.stream(Rule.values())
        .filter(which)
        .forEach(rule -> rule.violation(facts).ifPresent(sentences::add));
    return new Preflight(sentences);
  }

  /** What has to change; empty if nothing. */
  public List<String> sentences() {
    return sentences;
  }

  /**
   * Returns if nothing has to change.
   *
   * @throws PreflightException otherwise
   */
  public void orThrow() {
    if (!sentences.isEmpty()) {
      throw new PreflightException(String.join(System.lineSeparator(), sentences));
    }
  }
}
