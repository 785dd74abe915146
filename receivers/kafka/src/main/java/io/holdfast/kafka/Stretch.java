// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import io.holdfast.core.PositionRange;

/**
 * The offsets {@code [from, until)} that one poll moved the consumer over in a partition: what it
 * brought of them is all there is to be had.
 */
final class Stretch {
  private final OwnedPartition partition;
  private final long from;
  private final long until;

  Stretch(OwnedPartition partition, long from, long until) {
    this.partition = partition;
    this.from = from;
    this.until = until;
  }

  OwnedPartition partition() {
    return partition;
  }

  /** The stretch under the name of its partition, which is known. */
  PositionRange range() {
    return PositionRange.of(partition.name(), from, until);
  }
}
