// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a commit says beside its offset, in Kafka's commit metadata: which start of the job made it,
 * of which numbering the offset is, and at which offset the job first began to read that. For
 * instance {@code holdfast epoch=7 first=0 of=h8Kz2yMVQmuTgYxJ3fLwbQ-17}. A value.
 */
final class CommitNote {
  private static final Pattern TEXT =
      Pattern.compile("holdfast epoch=(\\d{1,18}) first=(\\d{1,18}) of=(\\S+)");

  private final long epoch;
  private final long first;
  private final String name;

  CommitNote(long epoch, long first, String name) {
    this.epoch = epoch;
    this.first = first;
    this.name = name;
  }

  /** Reads a note; empty if others have written the metadata, or nobody. */
  static Optional<CommitNote> parse(String metadata) {
    Matcher matcher = TEXT.matcher(metadata == null ? "" : metadata);
    return matcher.matches()
        ? Optional.of(
            new CommitNote(
                Long.parseLong(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                matcher.group(3)))
        : Optional.empty();
  }

  /** The epoch of the start that committed. */
  long epoch() {
    return epoch;
  }

  /** Where the job first began to read the partition. */
  long first() {
    return first;
  }

  /** The name of the numbering. */
  String name() {
    return name;
  }

  @Override
  public String toString() {
    return "holdfast epoch=%d first=%d of=%s".formatted(epoch, first, name);
  }
}
