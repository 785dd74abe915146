// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import io.holdfast.core.Polled;
import io.holdfast.core.PollingSource;
import io.holdfast.core.SourceContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;

/** One member of a consumer group, for one session. The consumer is its own from now on. */
final class KafkaSource<T> implements PollingSource<T, KafkaPosition> {
  private static final Duration MAX_CLOSE = Duration.ofSeconds(2);

  private final Consumer<byte[], byte[]> consumer;
  private final BatchDecoder<T> decoder;
  private final TopicIds topicIds;
  private final SourceContext context;
  private final Duration stopTimeout;
  private final OwnedPartitions partitions;

  /** Empty if the commits say where to begin. */
  private final Optional<Beginnings> beginnings;

  /** What keepAlive could not help receiving. */
  private final Deque<Fetched> kept = new ArrayDeque<>();

  /** Whether poll is running, the one method in which the context can flush. */
  private boolean polling;

  private volatile boolean stopping;

  /**
   * Joins the group; the first polls do the work.
   *
   * @param topicIds asked only if the decoder gives positions
   * @param stopTimeout how long a commit may take once {@link #wakeup} was called, and how long a
   *     rebalance waits for what is in flight
   */
  KafkaSource(
      Consumer<byte[], byte[]> consumer,
      Collection<String> topics,
      BatchDecoder<T> decoder,
      TopicIds topicIds,
      SourceContext context,
      Duration stopTimeout) {
    this.consumer = consumer;
    this.decoder = decoder;
    this.topicIds = topicIds;
    this.context = context;
    this.stopTimeout = stopTimeout;
    beginnings =
        context
            .processed()
            .filter(it -> decoder.isPositioned())
            .map(it -> new Beginnings(consumer, it, context.epoch()));
    partitions =
        new OwnedPartitions(consumer, decoder.isPositioned(), beginnings.isPresent(), this::settle);
    consumer.subscribe(topics, partitions);
  }

  /** The demand has no use here: {@code max.poll.records} bounds a poll, and overshoot is taken. */
  @Override
  public Polled<T, KafkaPosition> poll(int demand, Duration timeout) throws InterruptedException {
    Fetched fetched = kept.poll();
    if (fetched == null) {
      partitions.resume();
      polling = true;
      try {
        fetched = fetch(timeout).orElse(null);
      } finally {
        polling = false;
      }
    }
    if (beginnings.isPresent()) {
      placeNewPartitions(beginnings.get());
    }
    if (fetched == null) {
      return Polled.nothing();
    }
    nameNewPartitions();
    return Polled.of(decoder.decode(fetched.records(), fetched.covered()), fetched.position());
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

  /**
   * Before partitions are taken away: stores and commits what was handed over, so that nobody reads
   * it again. Not while the source is only kept alive, when the store does not keep up anyway, nor
   * at a stop, which drains by itself; then what is not committed yet comes again.
   */
  private void settle() {
    if (!polling || stopping) {
      return;
    }
    try {
      context.flush(stopTimeout);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new KafkaException("what was received could not be stored: " + e.getMessage(), e);
    }
  }

  private Optional<Fetched> fetch(Duration timeout) {
    ConsumerRecords<byte[], byte[]> records;
    try {
      records = consumer.poll(timeout);
    } catch (WakeupException e) {
      return Optional.empty(); // Kafka throws it only before a poll has taken records
    }
    Fetched fetched = partitions.after(records);
    return fetched.isNothing() ? Optional.empty() : Optional.of(fetched);
  }

  private void placeNewPartitions(Beginnings beginnings) throws InterruptedException {
    List<OwnedPartition> unplaced = partitions.unplaced();
    if (!unplaced.isEmpty()) {
      nameNewPartitions();
      beginnings.place(unplaced);
      partitions.resume(unplaced);
    }
  }

  /** Before their first records are asked for, as a rule: a partition begins with none. */
  private void nameNewPartitions() throws InterruptedException {
    List<OwnedPartition> nameless = partitions.nameless();
    if (nameless.isEmpty()) {
      return;
    }
    Set<String> topics = new HashSet<>();
    nameless.forEach(partition -> topics.add(partition.partition().topic()));
    Map<String, Uuid> ids = topicIds.of(topics);
    for (OwnedPartition named : nameless) {
      TopicPartition partition = named.partition();
      named.name(ids.get(partition.topic()) + "-" + partition.partition());
    }
  }
}
