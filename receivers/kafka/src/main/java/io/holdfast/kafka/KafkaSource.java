// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import io.holdfast.core.Polled;
import io.holdfast.core.PollingSource;
import io.holdfast.core.SourceContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * One consumer, for one session, as a rule a member of a group. The consumer is its own from now
 * on.
 */
final class KafkaSource<T> implements PollingSource<T, KafkaPosition> {
  private static final Duration MAX_CLOSE = Duration.ofSeconds(2);
  private static final Duration LAG_INTERVAL = Duration.ofSeconds(1);
  private static final Duration ID_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration SHORT_POLL = Duration.ofMillis(50);

  private final Consumer<byte[], byte[]> consumer;
  private final BatchDecoder<T> decoder;
  private final TopicIds topicIds;
  private final SourceContext context;
  private final Duration stopTimeout;
  private final OwnedPartitions partitions;
  private final Commits commits;
  private final Seeker seeker;
  private final TopicWatch watch;
  private final LongSupplier nanoTime;
  private long polledNanos;
  private long measuredNanos;

  /** Empty if the commits say where to begin. */
  private final Optional<Beginnings> beginnings;

  /** What keepAlive could not help receiving. */
  private final Deque<Fetched> kept = new ArrayDeque<>();

  /** Whether poll is running, the one method in which the context can flush. */
  private boolean polling;

  private volatile boolean stopping;

  /**
   * Joins the group, or takes its fixed partitions; the first polls do the work.
   *
   * @param topicIds waited for only if the decoder gives positions; becomes the source's own
   * @param start where partitions begin that the group has no commit for
   * @param onGap what to do where the offset to go on from is gone
   * @param stopTimeout how long a commit may take once {@link #wakeup} was called, and how long a
   *     rebalance waits for what is in flight
   * @param nanoTime {@link System#nanoTime}
   */
  KafkaSource(
      Consumer<byte[], byte[]> consumer,
      Subscription subscription,
      BatchDecoder<T> decoder,
      TopicIds topicIds,
      Start start,
      GapPolicy onGap,
      SourceContext context,
      Duration stopTimeout,
      LongSupplier nanoTime) {
    this.consumer = consumer;
    this.decoder = decoder;
    this.topicIds = topicIds;
    this.context = context;
    this.stopTimeout = stopTimeout;
    this.nanoTime = nanoTime;
    polledNanos = nanoTime.getAsLong();
    KafkaMetrics metrics = new KafkaMetrics(context.metrics());
    commits = new Commits(consumer, context, stopTimeout, metrics);
    beginnings =
        context
            .processed()
            .filter(it -> decoder.isPositioned())
            .map(it -> new Beginnings(consumer, it, context.epoch()));
    partitions =
        new OwnedPartitions(
            consumer, decoder.isPositioned(), beginnings.isPresent(), this::settle, metrics);
    seeker = new Seeker(consumer, start, onGap, context, metrics);
    watch = new TopicWatch(topicIds, nanoTime);
    measuredNanos = polledNanos - LAG_INTERVAL.toNanos();
    subscription.begin(consumer, partitions);
  }

  /** The demand has no use here: {@code max.poll.records} bounds a poll, and overshoot is taken. */
  @Override
  public Polled<T, KafkaPosition> poll(int demand, Duration timeout) throws InterruptedException {
    Fetched fetched = kept.poll();
    if (fetched == null) {
      if (commits.isWaiting()) {
        partitions.pause(); // what may come again if the commit fails stays within the budget
      } else {
        partitions.resume();
      }
      polling = true;
      try {
        fetched = fetch(timeout).orElse(null);
      } finally {
        polling = false;
      }
    }
    lookForRecreatedTopics();
    if (beginnings.isPresent()) {
      placeNewPartitions(beginnings.get());
    }
    if (fetched == null) {
      return Polled.nothing();
    }
    nameNewPartitions();
    return Polled.of(decoder.decode(fetched.records(), fetched.covered()), fetched.position());
  }

  /**
   * Kafka keeps a member only as long as it polls; paused partitions bring no records. A poll may
   * find that partitions are to be taken away, and here they cannot be settled first. So a
   * rebalance is kept waiting for room, and with it for a {@link #poll}, for as long as it would
   * wait there.
   */
  @Override
  public void keepAlive() {
    partitions.pause();
    if (!partitions.isInFlight() || hasBeenQuiet()) {
      fetch(Duration.ZERO).ifPresent(kept::add);
    }
  }

  private boolean hasBeenQuiet() {
    return nanoTime.getAsLong() - polledNanos >= stopTimeout.toNanos();
  }

  @Override
  public void commit(List<KafkaPosition> positions) {
    commits.commit(KafkaPosition.toCommit(positions));
  }

  @Override
  public void wakeup() {
    stopping = true;
    commits.stop();
    consumer.wakeup();
  }

  @Override
  public void close() {
    Duration bound = stopTimeout.compareTo(MAX_CLOSE) < 0 ? stopTimeout : MAX_CLOSE;
    try {
      finishCommits(nanoTime.getAsLong() + bound.dividedBy(2).toNanos());
    } finally {
      topicIds.close();
      consumer.close(bound);
    }
  }

  /** A commit that a rebalance has kept waiting: gives the rebalance the polls to end. */
  private void finishCommits(long deadlineNanos) {
    partitions.pause();
    while (commits.isWaiting() && nanoTime.getAsLong() - deadlineNanos < 0) {
      fetch(SHORT_POLL);
    }
  }

  /**
   * Before partitions are taken away: stores and commits what was handed over, so that nobody reads
   * it again. At a stop, which drains by itself, and while the source is only kept alive, when it
   * has waited for that already, only commits what is durable.
   */
  private void settle() {
    if (polling && !stopping) {
      flush();
    }
    commits.retryInRebalance();
  }

  private void flush() {
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
    } catch (InvalidOffsetException e) {
      mend(e); // likewise
      return Optional.empty();
    } finally {
      polledNanos = nanoTime.getAsLong();
    }
    commits.retry();
    Fetched fetched = partitions.after(records);
    partitions.takeTrouble().ifPresent(this::mend);
    if (!stopping && polledNanos - measuredNanos >= LAG_INTERVAL.toNanos()) {
      measuredNanos = polledNanos;
      partitions.measureLag();
    }
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
    giveUpIfRecreated(() -> watch.compare(ids));
    for (OwnedPartition named : nameless) {
      TopicPartition partition = named.partition();
      named.name(ids.get(partition.topic()) + "-" + partition.partition());
    }
  }

  /** A log that ends too early may be that of another topic, which is another matter. */
  private void mend(InvalidOffsetException trouble) {
    if (trouble instanceof OffsetOutOfRangeException) {
      askForRecreatedTopics(trouble.partitions());
    }
    seeker.mend(trouble, partitions);
  }

  private void askForRecreatedTopics(Set<TopicPartition> partitions) {
    Set<String> topics = new HashSet<>();
    partitions.forEach(partition -> topics.add(partition.topic()));
    Map<String, Uuid> ids;
    try {
      ids = topicIds.ask(topics).get(ID_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException | TimeoutException e) {
      return; // what cannot be had is no news
    }
    giveUpIfRecreated(() -> watch.compare(ids));
  }

  private void lookForRecreatedTopics() {
    giveUpIfRecreated(() -> watch.look(partitions.topics()));
  }

  /**
   * Ends the session: what was read since the last look may be of either topic. Nothing of it is
   * committed; instead the group is told to begin at the beginning of the new one.
   */
  private void giveUpIfRecreated(Runnable look) {
    try {
      look.run();
    } catch (RecreatedTopicException e) {
      Set<TopicPartition> anew = partitions.giveUp(e.topic());
      try {
        commitBeginnings(anew);
      } catch (KafkaException failure) {
        e.addSuppressed(failure);
      }
      throw e;
    }
  }

  private void commitBeginnings(Set<TopicPartition> anew) {
    Map<TopicPartition, OffsetAndMetadata> beginnings = new HashMap<>();
    consumer
        .beginningOffsets(anew, ID_TIMEOUT)
        .forEach((partition, first) -> beginnings.put(partition, new OffsetAndMetadata(first)));
    consumer.commitSync(beginnings, ID_TIMEOUT);
  }
}
