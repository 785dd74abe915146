// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import java.io.Serializable;
import java.util.Objects;

/**
 * The half-open range {@code [from, until)} of one partition that a batch covers: every number in
 * it was received, filtered out, aborted or never existed, and none of it has to be asked for
 * again.
 *
 * <p>A partition names one numbering. When the numbering restarts (a topic is recreated, a file is
 * replaced), its name must change.
 */
public final class PositionRange implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String partition;
  private final long from;
  private final long until;

  private PositionRange(String partition, long from, long until) {
    this.partition = partition;
    this.from = from;
    this.until = until;
  }

  /** The range {@code [from, until)} of a partition, with {@code 0 <= from < until}. */
  public static PositionRange of(String partition, long from, long until) {
    Objects.requireNonNull(partition, "partition");
    if (from < 0 || from >= until) {
      throw new IllegalArgumentException(
          "the range [%d, %d) of %s is empty or negative".formatted(from, until, partition));
    }
    return new PositionRange(partition, from, until);
  }

  /** The name of one numbering. */
  public String partition() {
    return partition;
  }

  /** The first number covered. */
  public long from() {
    return from;
  }

  /** The number after the last one covered. */
  public long until() {
    return until;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PositionRange range
        && partition.equals(range.partition)
        && from == range.from
        && until == range.until;
  }

  @Override
  public int hashCode() {
    return Objects.hash(partition, from, until);
  }

  @Override
  public String toString() {
    return partition + "[" + from + "," + until + ")";
  }
}
