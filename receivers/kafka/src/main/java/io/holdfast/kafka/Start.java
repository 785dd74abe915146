// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a partition begins that the group has committed nothing for. What the group has committed
 * counts before any of these; to read again what was read, take another group or reset this one
 * with Kafka's tools.
 *
 * <p>Immutable, and serializable by Java and by Kryo.
 */
public final class Start implements Serializable {
  private static final long serialVersionUID = 1L;

  enum Kind {
    EARLIEST,
    LATEST,
    TIMESTAMP,
    OFFSETS
  }

  private final Kind kind;
  private final long millis;
  private final HashMap<TopicPartition, Long> offsets;

  private Start(Kind kind, long millis, Map<TopicPartition, Long> offsets) {
    this.kind = kind;
    this.millis = millis;
    this.offsets = new HashMap<>(offsets);
  }

  /** At the first record there is: nothing is left out. */
  public static Start earliest() {
    return new Start(Kind.EARLIEST, 0, Map.of());
  }

  /**
   * After the last record there is when the partition is first read. A partition that is created
   * while the receiver runs is read from its first record on.
   */
  public static Start latest() {
    return new Start(Kind.LATEST, 0, Map.of());
  }

  /** At the first record with this timestamp or a later one; after the last, if there is none. */
  public static Start at(Instant time) {
    return new Start(Kind.TIMESTAMP, time.toEpochMilli(), Map.of());
  }

  /**
   * At these offsets; other partitions at their first record.
   *
   * @throws IllegalArgumentException if an offset is negative
   */
  public static Start offsets(Map<TopicPartition, Long> offsets) {
    offsets.forEach(
        (partition, offset) -> {
          if (offset < 0) {
            throw new IllegalArgumentException(
                "%d is no offset of %s: they are counted from 0".formatted(offset, partition));
          }
        });
    return new Start(Kind.OFFSETS, 0, offsets);
  }

  boolean isLatest() {
    return kind == Kind.LATEST;
  }

  /**
   * The offset that each of these partitions begins at. Asks the brokers.
   *
   * @param appeared the partitions that were not there when the session began
   */
  Map<TopicPartition, Long> of(
      Collection<TopicPartition> partitions,
      Set<TopicPartition> appeared,
      Consumer<?, ?> consumer,
      Duration timeout) {
    switch (kind) {
      case LATEST:
        Map<TopicPartition, Long> starts = new HashMap<>(consumer.endOffsets(partitions, timeout));
        starts.putAll(
            consumer.beginningOffsets(
                partitions.stream().filter(appeared::contains).toList(), timeout));
        return starts;
      case TIMESTAMP:
        return atTimestamp(partitions, consumer, timeout);
      default: // explicit offsets, of which "earliest" gives none
        Map<TopicPartition, Long> given =
            new HashMap<>(consumer.beginningOffsets(partitions, timeout));
        given.replaceAll((partition, first) -> offsets.getOrDefault(partition, first));
        return given;
    }
  }

  private Map<TopicPartition, Long> atTimestamp(
      Collection<TopicPartition> partitions, Consumer<?, ?> consumer, Duration timeout) {
    Map<TopicPartition, Long> times =
        partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> millis));
    Map<TopicPartition, Long> starts = new HashMap<>(consumer.endOffsets(partitions, timeout));
    for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
        consumer.offsetsForTimes(times, timeout).entrySet()) {
      if (found.getValue() != null) {
        starts.put(found.getKey(), found.getValue().offset());
      }
    }
    return starts;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Start start
        && kind == start.kind
        && millis == start.millis
        && offsets.equals(start.offsets);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, millis, offsets);
  }
}
