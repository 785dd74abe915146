// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import java.io.Serializable;

/** The offsets {@code [from, until)} of a partition, which may be none. A value, sent to tasks. */
final class DirectRange implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String partition;
  private final long from;
  private final long until;

  DirectRange(String partition, long from, long until) {
    if (from > until) {
      throw new IllegalStateException(
          "the offsets of %s went back from %d to %d: records were lost, or the topic was deleted and created again"
              .formatted(partition, from, until));
    }
    this.partition = partition;
    this.from = from;
    this.until = until;
  }

  /** The name of the partition in positions. */
  String partition() {
    return partition;
  }

  long from() {
    return from;
  }

  long until() {
    return until;
  }

  long size() {
    return until - from;
  }
}
