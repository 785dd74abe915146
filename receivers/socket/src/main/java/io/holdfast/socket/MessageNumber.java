// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.util.Objects;

/** Which message of which numbering one is. A value. */
public final class MessageNumber {
  private final String partition;
  private final long number;

  private MessageNumber(String partition, long number) {
    this.partition = partition;
    this.number = number;
  }

  /**
   * A number in a numbering.
   *
   * @param partition the name of the numbering: who writes and since when, such as a host and the
   *     time at which its counter began, since a counter that begins anew needs a new name
   * @param number from 0 to 2^63 - 2, and growing with each message of the partition
   */
  public static MessageNumber of(String partition, long number) {
    Objects.requireNonNull(partition, "partition");
    if (number < 0 || number == Long.MAX_VALUE) {
      throw new IllegalArgumentException(
          "the number %d is not from 0 to 2^63 - 2".formatted(number));
    }
    return new MessageNumber(partition, number);
  }

  /** The name of the numbering. */
  public String partition() {
    return partition;
  }

  /** The number in it. */
  public long number() {
    return number;
  }
}
