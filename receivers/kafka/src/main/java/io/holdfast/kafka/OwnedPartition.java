// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
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
  private long first = UNKNOWN;
  private long epoch;
  private String name;
  private boolean placed;
  private boolean revoked;

  /**
   * A partition that was just assigned.
   *
   * @param placed whether it is to begin where the consumer stands
   */
  OwnedPartition(TopicPartition partition, boolean placed) {
    this.partition = partition;
    this.placed = placed;
  }

  /** The same partition when its offsets have got another meaning. */
  OwnedPartition anew() {
    OwnedPartition again = new OwnedPartition(partition, placed);
    again.epoch = epoch;
    return again;
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

  /** The job begins here, unless it has begun before. */
  void begin(long offset) {
    if (first == UNKNOWN) {
      first = offset;
    }
  }

  /** Whether it is known where to begin. */
  boolean isPlaced() {
    return placed;
  }

  /**
   * Where to begin is known: where the consumer stands, unless it is moved.
   *
   * @param epoch the epoch that commits are made in
   * @param first where the job first began, or {@link #UNKNOWN} if that is now
   */
  void place(long epoch, long first) {
    placed = true;
    this.epoch = epoch;
    this.first = first;
  }

  /** What to commit for an offset: with a note if the job counts epochs. */
  OffsetAndMetadata commit(OffsetAndMetadata offset) {
    return epoch == 0 || name == null
        ? offset
        : new OffsetAndMetadata(
            offset.offset(), offset.leaderEpoch(), new CommitNote(epoch, first, name).toString());
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
