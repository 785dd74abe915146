// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * The partitions that the group has given to this consumer: where it stands in each, and whether
 * they are paused. Used by the session thread only; Kafka calls the listener's methods from within
 * poll and close.
 *
 * <p>If records bear positions, a partition that is new stays paused until it is known where it
 * begins: what comes before its first record (a marker, records that were aborted) is covered too,
 * and Kafka's poll would find the beginning and move on from it in one call.
 */
final class OwnedPartitions implements ConsumerRebalanceListener {
  private final Consumer<byte[], byte[]> consumer;
  private final boolean positioned;
  private final boolean resuming;
  private final Runnable beforeRevocation;
  private final KafkaMetrics metrics;
  private final Map<TopicPartition, OwnedPartition> owned = new HashMap<>();
  private boolean paused;

  /** What Kafka had to say of offsets when it was asked for a position. */
  private InvalidOffsetException trouble;

  /**
   * The partitions that this consumer will be given.
   *
   * @param resuming whether somebody places those that are new, which stay paused until then
   * @param beforeRevocation called while partitions that are to be taken away can be committed for
   */
  OwnedPartitions(
      Consumer<byte[], byte[]> consumer,
      boolean positioned,
      boolean resuming,
      Runnable beforeRevocation,
      KafkaMetrics metrics) {
    this.consumer = consumer;
    this.positioned = positioned;
    this.resuming = resuming;
    this.beforeRevocation = beforeRevocation;
    this.metrics = metrics;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    metrics.rebalanced();
    for (TopicPartition partition : partitions) {
      owned.put(partition, new OwnedPartition(partition, !resuming));
    }
    if (paused || positioned) {
      consumer.pause(partitions); // Kafka assigns them unpaused, even those it has just taken away
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    try {
      if (!partitions.isEmpty()) {
        beforeRevocation.run();
      }
    } finally {
      forget(partitions);
    }
  }

  /** Others have them already: it is too late to commit. */
  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    metrics.lost(partitions.size());
    forget(partitions);
  }

  private void forget(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      OwnedPartition gone = owned.remove(partition);
      if (gone != null) {
        gone.revoke();
      }
    }
  }

  /** The topics of all partitions. */
  Set<String> topics() {
    return owned.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
  }

  /** Commits nothing more of this topic; the partitions that it had. */
  Set<TopicPartition> giveUp(String topic) {
    Set<TopicPartition> partitions =
        owned.keySet().stream().filter(it -> it.topic().equals(topic)).collect(Collectors.toSet());
    forget(partitions);
    return partitions;
  }

  /** The consumer is about to go on elsewhere; what it skips is covered like what it reads. */
  void skip(TopicPartition partition, long from, long to) {
    OwnedPartition skipping = owned.get(partition);
    if (skipping != null && skipping.position() == OwnedPartition.UNKNOWN && from < to) {
      skipping.moveTo(from);
      if (positioned && !paused && skipping.isPlaced()) {
        consumer.resume(List.of(partition));
      }
    }
  }

  /** What Kafka had to say since the last call. */
  Optional<InvalidOffsetException> takeTrouble() {
    Optional<InvalidOffsetException> taken = Optional.ofNullable(trouble);
    trouble = null;
    return taken;
  }

  /** How many records there are behind the last poll, where Kafka knows. */
  void measureLag() {
    Map<TopicPartition, Long> lag = new HashMap<>();
    for (TopicPartition partition : owned.keySet()) {
      consumer.currentLag(partition).ifPresent(records -> lag.put(partition, records));
    }
    metrics.lag(owned.size(), lag);
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
      consumer.resume(
          owned.values().stream()
              .filter(partition -> !positioned || partition.position() != OwnedPartition.UNKNOWN)
              .map(OwnedPartition::partition)
              .toList());
    }
  }

  /** Whether something of what was handed over is not durable yet. */
  boolean isInFlight() {
    return owned.values().stream().anyMatch(OwnedPartition::isInFlight);
  }

  /** The partitions whose names are asked for, and not known yet. */
  List<OwnedPartition> nameless() {
    return positioned
        ? owned.values().stream().filter(partition -> partition.name() == null).toList()
        : List.of();
  }

  /** The partitions that wait to be placed, and in which the consumer stands somewhere by now. */
  List<OwnedPartition> unplaced() {
    return owned.values().stream()
        .filter(partition -> !partition.isPlaced())
        .filter(partition -> standsAt(partition.partition()) != OwnedPartition.UNKNOWN)
        .toList();
  }

  /** Lets polls bring records of those that were placed at an offset. */
  void resume(List<OwnedPartition> placed) {
    if (!paused) {
      consumer.resume(
          placed.stream()
              .filter(partition -> partition.position() != OwnedPartition.UNKNOWN)
              .map(OwnedPartition::partition)
              .toList());
    }
  }

  /**
   * Where the consumer stands after a poll in each partition that it has moved in since the last
   * call: by records, by what carries none (transaction markers, aborted and compacted records), or
   * by finding where to begin. That beginning is committed too, or else a group that starts at the
   * end of its topics and stops before the first record would skip what comes meanwhile.
   */
  Fetched after(ConsumerRecords<byte[], byte[]> polled) {
    Map<OwnedPartition, OffsetAndMetadata> moved = new HashMap<>();
    List<Stretch> stretches = new ArrayList<>();
    for (TopicPartition partition : List.copyOf(owned.keySet())) {
      if (!owned.get(partition).isPlaced()) {
        continue; // and brings no records
      }
      List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
      OffsetAndMetadata position = position(partition, records);
      if (position != null) {
        long first = records.isEmpty() ? position.offset() : records.get(0).offset();
        OwnedPartition standing = standingBefore(partition, first);
        if (position.offset() != standing.position()) {
          moved.put(standing, position);
          move(standing, first, position.offset()).ifPresent(stretches::add);
        }
      }
    }
    return new Fetched(polled, new KafkaPosition(moved), stretches);
  }

  /**
   * The partition, with a position not behind this offset. A consumer that goes back has found the
   * log truncated, or the topic deleted and created again: offsets that it has handed over will
   * mean other records, so they must not be committed any more, and not be taken for those of the
   * same numbering without asking.
   */
  private OwnedPartition standingBefore(TopicPartition partition, long first) {
    OwnedPartition current = owned.get(partition);
    if (first >= current.position()) {
      return current;
    }
    current.revoke();
    OwnedPartition again = current.anew();
    owned.put(partition, again);
    return again;
  }

  /** Moves it on; the first move only says where it begins, if its records could be held back. */
  private Optional<Stretch> move(OwnedPartition partition, long first, long until) {
    long from = partition.position();
    if (from == OwnedPartition.UNKNOWN) {
      from = first;
      partition.begin(first);
      if (positioned && !paused) {
        consumer.resume(List.of(partition.partition()));
      }
    }
    partition.moveTo(until);
    return from < until ? Optional.of(new Stretch(partition, from, until)) : Optional.empty();
  }

  /**
   * The position with the epoch of its last record, by which Kafka notices a truncated log. Not
   * before the end of the records: if the consumer has gone back meanwhile, the next poll tells.
   */
  private OffsetAndMetadata position(
      TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
    long standsAt = standsAt(partition);
    if (records.isEmpty()) {
      return standsAt == OwnedPartition.UNKNOWN ? null : new OffsetAndMetadata(standsAt);
    }
    ConsumerRecord<byte[], byte[]> last = records.get(records.size() - 1);
    long next = last.offset() + 1;
    return standsAt <= next
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
    } catch (InvalidOffsetException e) {
      trouble = e; // perhaps not told again
      return OwnedPartition.UNKNOWN;
    }
  }
}
