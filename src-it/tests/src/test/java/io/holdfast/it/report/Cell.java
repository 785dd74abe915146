// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.report;

import io.holdfast.core.Durability;
import io.holdfast.it.fault.Strike;
import io.holdfast.it.job.SourceKind;
import io.holdfast.it.ledger.Timeline;
import io.holdfast.it.ledger.Verdict;
import java.util.Optional;
import java.util.OptionalLong;

/** One source, one fault, one durability: what happened, or why there is nothing to happen. */
public final class Cell {
  private final SourceKind source;
  private final String fault;
  private final Durability durability;
  private final String reason;
  private final Strike strike;
  private final Verdict verdict;
  private final OptionalLong wrongTotals;
  private final Recovery recovery;
  private final Timeline timeline;

  private Cell(
      SourceKind source,
      String fault,
      Durability durability,
      String reason,
      Strike strike,
      Verdict verdict,
      OptionalLong wrongTotals,
      Recovery recovery,
      Timeline timeline) {
    this.source = source;
    this.fault = fault;
    this.durability = durability;
    this.reason = reason;
    this.strike = strike;
    this.verdict = verdict;
    this.wrongTotals = wrongTotals;
    this.recovery = recovery;
    this.timeline = timeline;
  }

  /** A cell that does not apply, and the reason as the rest of a sentence. */
  public static Cell without(
      SourceKind source, String fault, Durability durability, String reason) {
    return new Cell(
        source, fault, durability, reason, null, null, OptionalLong.empty(), null, null);
  }

  /**
   * A cell that was carried out.
   *
   * @param wrongTotals of how many records the total in the database is not 1; empty if the source
   *     has none
   */
  public static Cell of(
      SourceKind source,
      String fault,
      Durability durability,
      Strike strike,
      Verdict verdict,
      OptionalLong wrongTotals,
      Recovery recovery,
      Timeline timeline) {
    return new Cell(
        source, fault, durability, null, strike, verdict, wrongTotals, recovery, timeline);
  }

  /** The source. */
  public SourceKind source() {
    return source;
  }

  String fault() {
    return fault;
  }

  Durability durability() {
    return durability;
  }

  /** Why it does not apply; empty if it does. */
  public Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  /** What struck it. */
  public Strike strike() {
    return strike;
  }

  /** What has become of its records. */
  public Verdict verdict() {
    return verdict;
  }

  Timeline timeline() {
    return timeline;
  }

  /**
   * How many records are there more than once although positions decide: by the database's totals,
   * else by the positions that the job was given; empty for a source without positions.
   */
  public OptionalLong againAfterPositions() {
    if (!source.hasPositions()) {
      return OptionalLong.empty();
    }
    return wrongTotals.isPresent() ? wrongTotals : OptionalLong.of(verdict.twice().size());
  }

  /** How long it was away. */
  public Recovery recovery() {
    return recovery;
  }

  @Override
  public String toString() {
    return "%s, %s, %s: %s"
        .formatted(
            source.words(),
            fault,
            durability,
            reason == null
                ? "%,d in flight; %s; %s"
                    .formatted(strike.unacknowledged(), verdict, strike.observed())
                : "not here: " + reason);
  }
}
