// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import io.holdfast.core.ProcessedPositions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Finds where to begin in partitions that were assigned, for a job that knows what it has
 * processed. An offset that was committed in this epoch counts. One of another epoch may be past
 * records that were durable in a driver that is gone, and in no result: then the job is asked, and
 * if it has processed nothing of the partition, it begins where it did the first time. An offset of
 * another numbering, of a topic that was deleted and created again, means nothing.
 *
 * <p>Used by the session thread only.
 */
final class Beginnings {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Consumer<?, ?> consumer;
  private final ProcessedPositions processed;
  private final long epoch;

  Beginnings(Consumer<?, ?> consumer, ProcessedPositions processed, long epoch) {
    this.consumer = consumer;
    this.processed = processed;
    this.epoch = epoch;
  }

  /**
   * Moves the consumer to the beginning of each partition. They have names, and the consumer stands
   * somewhere in them. Blocks, for a bounded time.
   */
  void place(List<OwnedPartition> partitions) {
    Set<TopicPartition> asked =
        partitions.stream().map(OwnedPartition::partition).collect(Collectors.toSet());
    Map<TopicPartition, OffsetAndMetadata> committed;
    try {
      committed = consumer.committed(asked, TIMEOUT);
    } catch (WakeupException e) {
      return; // a stop
    }
    for (OwnedPartition partition : partitions) {
      place(
          partition,
          Optional.ofNullable(committed.get(partition.partition()))
              .flatMap(it -> CommitNote.parse(it.metadata())));
    }
  }

  private void place(OwnedPartition partition, Optional<CommitNote> note) {
    Optional<CommitNote> ours = note.filter(it -> it.name().equals(partition.name()));
    if (ours.isPresent() && ours.get().epoch() == epoch) {
      partition.place(epoch, ours.get().first());
      return;
    }
    OptionalLong resume = resumeAt(partition.name());
    if (resume.isPresent()) {
      seek(partition, resume.getAsLong(), ours.map(CommitNote::first).orElse(resume.getAsLong()));
    } else if (ours.isPresent()) {
      seek(partition, ours.get().first(), ours.get().first());
    } else {
      if (note.isPresent()) {
        consumer.seekToBeginning(List.of(partition.partition()));
      }
      partition.place(epoch, OwnedPartition.UNKNOWN);
    }
  }

  /** What Kafka may have deleted from there on counts as moved over. */
  private void seek(OwnedPartition partition, long offset, long first) {
    consumer.seek(partition.partition(), offset);
    partition.place(epoch, first);
    partition.moveTo(offset);
  }

  private OptionalLong resumeAt(String name) {
    try {
      return processed.resumeAt(name);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new KafkaException(
          "where the job has to begin in %s cannot be told: %s".formatted(name, e.getMessage()), e);
    }
  }
}
