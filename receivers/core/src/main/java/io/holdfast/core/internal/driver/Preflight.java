// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.Durability;
import io.holdfast.core.PreflightException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.streaming.StreamingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The outcome of the checks before a start: what has to change, in sentences. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class Preflight {
  private static final Logger log = LoggerFactory.getLogger(Preflight.class);

  private final List<String> errors;
  private final List<String> warnings;
  private final List<StreamDurability> streams;

  /** What the configuration gives a stream. */
  public record StreamDurability(StreamFacts stream, Durability durability) {}

  private Preflight(Facts facts, List<String> errors, List<String> warnings) {
    this.errors = Collections.unmodifiableList(errors);
    this.warnings = Collections.unmodifiableList(warnings);
    this.streams =
        facts.streams().stream()
            .map(stream -> new StreamDurability(stream, facts.durability(stream)))
            .toList();
  }

  /** All rules; for the time when the job is complete. On a cluster it waits for executors. */
  public static Preflight all(StreamingContext context) {
    return check(Facts.of(context), rule -> true);
  }

  /** The rules that need only the configuration; for the time when a stream is created. */
  public static Preflight ofConfiguration(StreamingContext context) {
    return check(Facts.of(context), rule -> rule.needs() == Rule.Needs.CONFIGURATION);
  }

  /**
   * All rules, once for each start of a context: logs what is no error, and clears the way for a
   * job that is to start anew.
   *
   * @throws PreflightException if something has to change
   */
  static void atStart(StreamingContext context) {
    Facts facts = Facts.of(context);
    Preflight preflight = check(facts, rule -> true);
    preflight.orThrow();
    preflight.logged();
    if (startsAnew(facts)) {
      StartAnew.in(
          facts.checkpointDirectory().orElseThrow(),
          context.sparkContext().hadoopConfiguration(),
          Instant.now());
    }
  }

  private static boolean startsAnew(Facts facts) {
    return !facts.recovered()
        && facts.checkpointDirectory().isPresent()
        && OwnSettings.isOn(facts.conf(), OwnSettings.START_ANEW);
  }

  static Preflight check(Facts facts, Predicate<Rule> which) {
    boolean strict = OwnSettings.isOn(facts.conf(), OwnSettings.STRICT);
    List<String> errors = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    Arrays.stream(Rule.values())
        .filter(which)
        .forEach(
            rule -> {
              boolean error = strict || rule.severity() == Rule.Severity.ERROR;
              rule.violation(facts)
                  .ifPresent(
                      sentence -> (error ? errors : warnings).add(rule.name() + ": " + sentence));
            });
    return new Preflight(facts, errors, warnings);
  }

  /** What has to change, each with the id of its rule before it; empty if nothing. */
  public List<String> errors() {
    return errors;
  }

  /** What would better change, in the same form; empty if nothing. */
  public List<String> warnings() {
    return warnings;
  }

  /** What each stream of a reliable receiver gets. */
  public List<StreamDurability> streams() {
    return streams;
  }

  /**
   * Returns if nothing has to change.
   *
   * @throws PreflightException otherwise
   */
  public void orThrow() {
    if (!errors.isEmpty()) {
      throw new PreflightException(String.join(System.lineSeparator(), errors));
    }
  }

  private void logged() {
    warnings.forEach(warning -> log.warn("Preflight: {}", warning));
    for (StreamDurability each : streams) {
      String stream = each.stream().name();
      if (each.durability() == Durability.MEMORY) {
        log.warn("What {} stores {}", stream, each.durability().survival());
      } else {
        log.info("What {} stores {}", stream, each.durability().survival());
      }
    }
  }
}
