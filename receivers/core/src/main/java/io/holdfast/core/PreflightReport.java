// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the checks before a start say about a job: what has to change, what would better change, and
 * what each stream guarantees. Its {@code toString} is for people to read.
 */
public final class PreflightReport {
  private final List<String> errors;
  private final List<String> warnings;
  private final List<Guarantee> guarantees;

  PreflightReport(List<String> errors, List<String> warnings, List<Guarantee> guarantees) {
    this.errors = List.copyOf(errors);
    this.warnings = List.copyOf(warnings);
    this.guarantees = List.copyOf(guarantees);
  }

  /** What has to change before the job can start: the id of a rule, a colon, a sentence. */
  public List<String> errors() {
    return errors;
  }

  /** What would better change, in the same form. */
  public List<String> warnings() {
    return warnings;
  }

  /** What each stream of a reliable receiver guarantees, in the order of the streams. */
  public List<Guarantee> guarantees() {
    return guarantees;
  }

  /** Whether the job can start. */
  public boolean isOk() {
    return errors.isEmpty();
  }

  @Override
  public String toString() {
    return Stream.of(
            errors.stream().map(error -> "ERROR   " + error),
            warnings.stream().map(warning -> "WARNING " + warning),
            guarantees.stream().map(guarantee -> "RESULT  " + guarantee),
            Stream.of(isOk() ? "The job can start." : "The job cannot start."))
        .flatMap(lines -> lines)
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** What a stream guarantees: what a stored block survives, and whether its source replays. */
  public static final class Guarantee {
    private final String stream;
    private final Durability durability;
    private final Replay replay;

    Guarantee(String stream, Durability durability, Replay replay) {
      this.stream = stream;
      this.durability = durability;
      this.replay = replay;
    }

    /** The stream's number and its receiver. */
    public String stream() {
      return stream;
    }

    /** What a stored block survives. */
    public Durability durability() {
      return durability;
    }

    /** What the source does with records that were never acknowledged. */
    public Replay replay() {
      return replay;
    }

    @Override
    public String toString() {
      return "%s: %s; %s, which %s"
          .formatted(stream, delivery(), durability, durability.survival());
    }

    private String delivery() {
      if (replay == Replay.NONE) {
        return "at most once across a reconnect or a crash";
      }
      return durability == Durability.WAL
          ? "at least once"
          : "at least once, but for what was acknowledged and lost with its executor or driver";
    }
  }
}
