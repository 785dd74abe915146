// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Kafka's mock, with what it leaves out: commits one by one, and a wakeup that meets a commit. */
final class FakeConsumer extends MockConsumer<byte[], byte[]> {
  static final String TOPIC = "words";
  static final int EPOCH = 3;

  private final List<Map<TopicPartition, OffsetAndMetadata>> commits = new ArrayList<>();
  private final Set<TopicPartition> withoutPosition = new HashSet<>();
  private final Map<TopicPartition, Long> ahead = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> before = new HashMap<>();
  private ConsumerRebalanceListener listener;
  private Duration commitTimeout;
  private Duration closeTimeout;
  private final Deque<RuntimeException> commitFailures = new ArrayDeque<>();
  private boolean woken;

  FakeConsumer() {
    super(OffsetResetStrategy.EARLIEST);
  }

  static TopicPartition partition(int number) {
    return new TopicPartition(TOPIC, number);
  }

  /** Gives the consumer exactly these partitions, of which the new ones begin at offset 0. */
  void assign(int... numbers) {
    List<TopicPartition> partitions =
        Arrays.stream(numbers).mapToObj(FakeConsumer::partition).toList();
    partitions.forEach(partition -> updateBeginningOffsets(Map.of(partition, 0L)));
    rebalance(partitions);
  }

  /** Tells the listener as Kafka does: while what is taken away is still assigned. */
  void revokeAll() {
    listener.onPartitionsRevoked(assignment());
  }

  /** As {@link #revokeAll}, when the group has gone on without this member. */
  void loseAll() {
    listener.onPartitionsLost(assignment());
  }

  void add(int partition, long offset, String value) {
    add(partition, offset, value == null ? null : value.getBytes(UTF_8));
  }

  void add(int partition, long offset, byte[] value) {
    addRecord(
        new ConsumerRecord<>(
            TOPIC,
            partition,
            offset,
            ConsumerRecord.NO_TIMESTAMP,
            TimestampType.NO_TIMESTAMP_TYPE,
            ConsumerRecord.NULL_SIZE,
            value == null ? ConsumerRecord.NULL_SIZE : value.length,
            null,
            value,
            new RecordHeaders(),
            Optional.of(EPOCH)));
  }

  /** As when a leader has changed, and the consumer has yet to ask the new one. */
  void loseSightOfPosition(int partition) {
    withoutPosition.add(partition(partition));
  }

  void findPositionAgain(int partition) {
    withoutPosition.remove(partition(partition));
  }

  /** As when what comes after the records of a poll carries none: markers, aborted records. */
  void standAt(int partition, long offset) {
    ahead.put(partition(partition), offset);
  }

  /** What the group has committed before, or null for nothing; the consumer begins there. */
  void committedBefore(int partition, long offset, String note) {
    before.put(partition(partition), new OffsetAndMetadata(offset, note));
    seek(partition(partition), offset);
  }

  @Override
  public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
      Set<TopicPartition> partitions, Duration timeout) {
    Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    partitions.forEach(partition -> committed.put(partition, before.get(partition)));
    return committed;
  }

  /** What each commit said: partition number to offset. */
  List<Map<Integer, Long>> commits() {
    return commits.stream()
        .map(
            commit ->
                commit.entrySet().stream()
                    .collect(
                        Collectors.toMap(
                            entry -> entry.getKey().partition(),
                            entry -> entry.getValue().offset())))
        .toList();
  }

  OffsetAndMetadata lastCommit(int partition) {
    return commits.get(commits.size() - 1).get(partition(partition));
  }

  /** Lets the next commits fail, one by one. */
  void failCommits(RuntimeException... failures) {
    commitFailures.addAll(List.of(failures));
  }

  /** The bound of the last commit. */
  Duration commitTimeout() {
    return commitTimeout;
  }

  Duration closeTimeout() {
    return closeTimeout;
  }

  @Override
  public synchronized void subscribe(
      Collection<String> topics, ConsumerRebalanceListener listener) {
    this.listener = listener;
    super.subscribe(topics, listener);
  }

  @Override
  public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    try {
      return super.poll(timeout);
    } catch (WakeupException e) {
      woken = false;
      throw e;
    }
  }

  @Override
  public synchronized void wakeup() {
    woken = true;
    super.wakeup();
  }

  @Override
  public synchronized void commitSync(
      Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
    if (woken) {
      woken = false;
      throw new WakeupException();
    }
    if (!commitFailures.isEmpty()) {
      throw commitFailures.remove();
    }
    Collection<TopicPartition> foreign = new HashSet<>(offsets.keySet());
    foreign.removeAll(assignment());
    if (!foreign.isEmpty()) {
      throw new AssertionError("committed for " + foreign + ", which it does not own");
    }
    commits.add(Map.copyOf(offsets));
    commitTimeout = timeout;
  }

  @Override
  public synchronized long position(TopicPartition partition, Duration timeout) {
    if (withoutPosition.contains(partition)) {
      throw new TimeoutException("no position yet");
    }
    Long offset = ahead.get(partition);
    return offset == null ? super.position(partition, timeout) : offset;
  }

  @Override
  public synchronized void close(Duration timeout) {
    closeTimeout = timeout;
    super.close(timeout);
  }
}
