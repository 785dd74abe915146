// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * The partitions that the group has given to this consumer: where it stands in each, and whether
 * they are paused. Used by the session thread only; Kafka calls the listener's methods from within
 * poll and close.
 */
final class OwnedPartitions implements ConsumerRebalanceListener {
  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, OwnedPartition> owned = new HashMap<>();
  private boolean paused;

  OwnedPartitions(Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      owned.put(partition, new OwnedPartition(partition));
    }
    if (paused) {
      consumer.pause(partitions); // Kafka assigns them unpaused, even those it has just taken away
    }
  }

  /** Also for partitions that are lost. */
  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      OwnedPartition gone = owned.remove(partition);
      if (gone != null) {
        gone.revoke();
      }
    }
  }

  /** Makes polls bring no records, neither of these partitions nor of those still to come. */
  void pause() {
    if (!paused) {
      paused = true;
      consumer.pause(owned.keySet());
    }
  }

  /** Lets polls bring records again. */
  void resume() {
    if (paused) {
      paused = false;
      consumer.resume(owned.keySet());
    }
  }

  /**
   * Where the consumer stands after a poll in each partition that it has moved in since the last
   * call: by records, by what carries none (transaction markers, aborted and compacted records), or
   * by finding where to begin. That beginning is committed too, or else a group that starts at the
   * end of its topics and stops before the first record would skip what comes meanwhile.
   */
  KafkaPosition after(ConsumerRecords<byte[], byte[]> polled) {
    Map<OwnedPartition, OffsetAndMetadata> moved = new HashMap<>();
    for (OwnedPartition partition : owned.values()) {
      List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition.partition());
      OffsetAndMetadata position = position(partition.partition(), records);
      if (position != null && position.offset() != partition.position()) {
        partition.moveTo(position.offset());
        moved.put(partition, position);
      }
    }
    return new KafkaPosition(moved);
  }

  /** The position with the epoch of its last record, by which Kafka notices a truncated log. */
  private OffsetAndMetadata position(
      TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
    long standsAt = standsAt(partition);
    if (records.isEmpty()) {
      return standsAt == OwnedPartition.UNKNOWN ? null : new OffsetAndMetadata(standsAt);
    }
    ConsumerRecord<byte[], byte[]> last = records.get(records.size() - 1);
    long next = last.offset() + 1;
    return standsAt == OwnedPartition.UNKNOWN || standsAt == next
        ? new OffsetAndMetadata(next, last.leaderEpoch(), "")
        : new OffsetAndMetadata(standsAt); // past the record, perhaps in a later epoch
  }

  private long standsAt(TopicPartition partition) {
    try {
      return consumer.position(partition, Duration.ZERO);
    } catch (TimeoutException | WakeupException e) {
      // Not found yet, or being validated after a change of the leader; a later poll will tell. The
      // records of this one must not be lost over it, nor over the wakeup of a stop.
      return OwnedPartition.UNKNOWN;
    }
  }
}
