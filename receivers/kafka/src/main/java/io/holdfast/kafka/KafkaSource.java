// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import io.holdfast.core.Polled;
import io.holdfast.core.PollingSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/** One member of a consumer group, for one session. The consumer is its own from now on. */
final class KafkaSource<T> implements PollingSource<T, KafkaPosition> {
  private static final Duration MAX_CLOSE = Duration.ofSeconds(2);

  private final Consumer<byte[], byte[]> consumer;
  private final BatchDecoder<T> decoder;
  private final Duration stopTimeout;
  private final OwnedPartitions partitions;

  /** What keepAlive could not help receiving. */
  private final Deque<Fetched> kept = new ArrayDeque<>();

  private volatile boolean stopping;

  /**
   * Joins the group; the first polls do the work.
   *
   * @param stopTimeout how long a commit may take once {@link #wakeup} was called
   */
  KafkaSource(
      Consumer<byte[], byte[]> consumer,
      Collection<String> topics,
      BatchDecoder<T> decoder,
      Duration stopTimeout) {
    this.consumer = consumer;
    this.decoder = decoder;
    this.stopTimeout = stopTimeout;
    partitions = new OwnedPartitions(consumer);
    consumer.subscribe(topics, partitions);
  }

  /** The demand has no use here: {@code max.poll.records} bounds a poll, and overshoot is taken. */
  @Override
  public Polled<T, KafkaPosition> poll(int demand, Duration timeout) throws InterruptedException {
    Fetched fetched = kept.poll();
    if (fetched == null) {
      partitions.resume();
      fetched = fetch(timeout).orElse(null);
    }
    return fetched == null
        ? Polled.nothing()
        : Polled.of(decoder.decode(fetched.records), fetched.position);
  }

  /** Kafka keeps a member only as long as it polls; paused partitions bring no records. */
  @Override
  public void keepAlive() {
    partitions.pause();
    fetch(Duration.ZERO).ifPresent(kept::add);
  }

  @Override
  public void commit(List<KafkaPosition> positions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = KafkaPosition.toCommit(positions);
    if (offsets.isEmpty()) {
      return;
    }
    try {
      commit(offsets);
    } catch (WakeupException e) {
      // A wakeup that met no poll waits for the next call, and that is the commit of the drain; or
      // it ended a commit that waited for a broker. Either way it comes once.
      commit(offsets);
    }
  }

  @Override
  public void wakeup() {
    stopping = true;
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close(stopTimeout.compareTo(MAX_CLOSE) < 0 ? stopTimeout : MAX_CLOSE);
  }

  private void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    if (stopping) {
      consumer.commitSync(offsets, stopTimeout);
    } else {
      // As long as default.api.timeout.ms: waiting out a broker's restart costs no duplicates.
      consumer.commitSync(offsets);
    }
  }

  private Optional<Fetched> fetch(Duration timeout) {
    ConsumerRecords<byte[], byte[]> records;
    try {
      records = consumer.poll(timeout);
    } catch (WakeupException e) {
      return Optional.empty(); // Kafka throws it only before a poll has taken records
    }
    KafkaPosition position = partitions.after(records);
    return records.isEmpty() && position.isEmpty()
        ? Optional.empty()
        : Optional.of(new Fetched(records, position));
  }

  /** What one poll brought, and where the consumer stood right after it. */
  private static final class Fetched {
    private final ConsumerRecords<byte[], byte[]> records;
    private final KafkaPosition position;

    Fetched(ConsumerRecords<byte[], byte[]> records, KafkaPosition position) {
      this.records = records;
      this.position = position;
    }
  }
}
