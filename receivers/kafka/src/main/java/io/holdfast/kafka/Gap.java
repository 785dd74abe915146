// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import org.apache.kafka.common.TopicPartition;

/** An offset that is not in its partition, whose offsets are {@code [first, end)}. */
final class Gap {
  private final TopicPartition partition;
  private final long wanted;
  private final long first;
  private final long end;

  Gap(TopicPartition partition, long wanted, long first, long end) {
    this.partition = partition;
    this.wanted = wanted;
    this.first = first;
    this.end = end;
  }

  /** Whether it is there after all, by now. */
  boolean isClosed() {
    return first <= wanted && wanted <= end;
  }

  /** Where to go on. */
  long target(GapPolicy policy) {
    return policy == GapPolicy.LATEST ? end : first;
  }

  /** How many offsets are left out by going on there. */
  long skipped(GapPolicy policy) {
    return Math.max(0, target(policy) - wanted);
  }

  /** What is wrong. */
  @Override
  public String toString() {
    String where =
        "topic %s, partition %d: the next offset to read is %d, "
            .formatted(partition.topic(), partition.partition(), wanted);
    return where
        + (wanted < first
            ? "but the first there is is %d: %d offsets were deleted before they were read"
                .formatted(first, first - wanted)
            : "but the log ends at %d: it was truncated, or is another one".formatted(end));
  }
}
