// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import java.io.Serializable;
import java.util.Objects;

/**
 * A record that has an identity: where it is in its source. Whoever reads it a second time can tell
 * that it is the same one, which is what totals that are exactly right are made of.
 *
 * <p>A partition names one numbering, as in {@link PositionRange}: when the numbering restarts, the
 * name changes. What a source makes of one of its own records has one position, even if it is
 * several records here.
 *
 * <p>A value. Records of a partition are to share the one String that is its name: then each costs
 * no more than its own object, in memory and in what Spark writes.
 *
 * @param <T> the type of the value; to be serializable
 */
public final class Positioned<T> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String partition;
  private final long offset;
  private final T value;

  private Positioned(String partition, long offset, T value) {
    this.partition = partition;
    this.offset = offset;
    this.value = value;
  }

  /**
   * A value and where it is.
   *
   * @param partition the name of one numbering
   * @param offset its number there, at least 0
   * @param value what was read there; not null
   */
  public static <T> Positioned<T> of(String partition, long offset, T value) {
    Objects.requireNonNull(partition, "partition");
    Objects.requireNonNull(value, "value");
    if (offset < 0) {
      throw new IllegalArgumentException(
          "the offset %d of %s is negative".formatted(offset, partition));
    }
    return new Positioned<>(partition, offset, value);
  }

  /** The name of one numbering. */
  public String partition() {
    return partition;
  }

  /** The number of the record there. */
  public long offset() {
    return offset;
  }

  /** What was read. */
  public T value() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Positioned<?> positioned
        && offset == positioned.offset
        && partition.equals(positioned.partition)
        && value.equals(positioned.value);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * partition.hashCode() + Long.hashCode(offset)) + value.hashCode();
  }

  @Override
  public String toString() {
    return partition + "@" + offset + ": " + value;
  }
}
