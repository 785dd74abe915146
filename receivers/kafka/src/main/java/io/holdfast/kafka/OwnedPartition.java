// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import org.apache.kafka.common.TopicPartition;

/**
 * A partition from its assignment to this consumer until its revocation. When the same partition
 * comes back, another consumer may have read on and committed meanwhile, so that is a new object,
 * and what was read under the old one is not committed any more. Used by the session thread only;
 * equal to itself only.
 */
final class OwnedPartition {
  static final long UNKNOWN = -1;

  private final TopicPartition partition;
  private long position = UNKNOWN;
  private long durable = UNKNOWN;
  private String name;
  private boolean revoked;

  OwnedPartition(TopicPartition partition) {
    this.partition = partition;
  }

  TopicPartition partition() {
    return partition;
  }

  /** The position that was last handed over, or {@link #UNKNOWN}. */
  long position() {
    return position;
  }

  void moveTo(long position) {
    this.position = position;
  }

  /** All that was handed over before this offset is durable. */
  void durable(long offset) {
    durable = offset;
  }

  /** Whether something of what was handed over is not durable yet. */
  boolean isInFlight() {
    return position != durable;
  }

  /** The name of the numbering that its offsets belong to, or null if that was not asked for. */
  String name() {
    return name;
  }

  void name(String name) {
    this.name = name;
  }

  boolean isRevoked() {
    return revoked;
  }

  void revoke() {
    revoked = true;
  }
}
