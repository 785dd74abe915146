// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import io.holdfast.core.Positioned;
import io.holdfast.core.ReceiverSettings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;

/**
 * Collects what a {@link KafkaReceiver} needs; {@link #build} checks it. The last value given for a
 * property counts, whichever method gave it.
 *
 * @param <T> the type of the records
 */
public final class KafkaReceiverBuilder<T> {
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  private final RecordDecoder<T> decoder;
  private final Set<String> topics = new LinkedHashSet<>();
  private final Set<TopicPartition> partitions = new LinkedHashSet<>();
  private String pattern;
  private Start start = Start.earliest();
  private GapPolicy onGap = GapPolicy.FAIL;
  private final Map<String, String> properties = new HashMap<>();
  private ReceiverSettings settings = ReceiverSettings.defaults();

  KafkaReceiverBuilder(RecordDecoder<T> decoder) {
    this.decoder = Objects.requireNonNull(decoder, "decoder");
  }

  /** The brokers to begin with, as {@code host:port,host:port}. Required. */
  public KafkaReceiverBuilder<T> bootstrapServers(String servers) {
    return property(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
  }

  /** The consumer group that Kafka keeps the commits for. Required. */
  public KafkaReceiverBuilder<T> groupId(String group) {
    return property(ConsumerConfig.GROUP_ID_CONFIG, group);
  }

  /**
   * The topics to read, added to those already given. Either topics, a {@link #topicPattern} or
   * {@link #partitions} are required. The receivers of a group share the partitions; those that are
   * added to a topic are read from their beginning on, soon after {@code metadata.max.age.ms}.
   */
  public KafkaReceiverBuilder<T> topics(String... topics) {
    this.topics.addAll(Arrays.asList(topics));
    return this;
  }

  /**
   * Reads all topics whose whole name matches, now or later, instead of {@link #topics}. A new
   * topic is seen after {@code metadata.max.age.ms}.
   *
   * @param regex as {@link Pattern} has it
   */
  public KafkaReceiverBuilder<T> topicPattern(String regex) {
    this.pattern = Objects.requireNonNull(regex, "topicPattern");
    return this;
  }

  /**
   * Reads these partitions of a topic, in addition to those already given, and instead of {@link
   * #topics}. They are not shared with anybody: the group keeps the commits, but has no members, so
   * no receiver without fixed partitions may be in it.
   *
   * @param numbers counted from 0
   */
  public KafkaReceiverBuilder<T> partitions(String topic, int... numbers) {
    for (int number : numbers) {
      partitions.add(new TopicPartition(topic, number));
    }
    return this;
  }

  /**
   * Where a partition begins that the group has committed nothing for. Default {@link
   * Start#earliest}. What the group has committed counts before it.
   */
  public KafkaReceiverBuilder<T> start(Start start) {
    this.start = Objects.requireNonNull(start, "start");
    return this;
  }

  /**
   * What happens when the offset to go on from is gone, because records were deleted before they
   * were read. Default {@link GapPolicy#FAIL}.
   */
  public KafkaReceiverBuilder<T> onGap(GapPolicy onGap) {
    this.onGap = Objects.requireNonNull(onGap, "onGap");
    return this;
  }

  /**
   * A property of the Kafka consumer. Defaults that differ from Kafka's: {@code
   * isolation.level=read_committed}, {@code allow.auto.create.topics=false}, {@code
   * max.poll.records=10000}, {@code metadata.max.age.ms=30000}, {@code fetch.max.bytes} 16 MiB,
   * {@code fetch.max.wait.ms=100}, {@code receive.buffer.bytes=-1}, which is the system's own,
   * {@code client.id} with the group and the number of the stream. Deserializers and {@code
   * enable.auto.commit} are the receiver's own.
   *
   * <p>The values become part of the job's checkpoint, in plain text. So a secret is refused, and a
   * reference to one of Kafka's {@code config.providers} taken, such as {@code
   * ${file:/etc/word-count/kafka.properties:password}}: it is resolved on the executor, where the
   * file must be.
   */
  public KafkaReceiverBuilder<T> property(String key, String value) {
    properties.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, key));
    return this;
  }

  /** Several properties, as by {@link #property}. */
  public KafkaReceiverBuilder<T> properties(Map<String, String> properties) {
    properties.forEach(this::property);
    return this;
  }

  /** The settings that every receiver has. Default {@link ReceiverSettings#defaults}. */
  public KafkaReceiverBuilder<T> settings(ReceiverSettings settings) {
    this.settings = Objects.requireNonNull(settings, "settings");
    return this;
  }

  /**
   * Builds the receiver. Does not connect.
   *
   * @throws IllegalArgumentException if something is missing, malformed or against the promise; the
   *     message says what to do
   */
  public KafkaReceiver<T> build() {
    return receiver(new PlainDelivery<>(decoder));
  }

  /**
   * Builds a receiver, as {@link #build} does, that delivers each record with its position: what
   * totals that are exactly right are made of.
   *
   * <p>The partition of a position is the topic's id and the partition's number, {@code
   * h8Kz2yMVQmuTgYxJ3fLwbQ-17}: it stays as long as the topic does, and a topic that is deleted and
   * created again has another. The offset is Kafka's. Batches say which offsets they cover, those
   * of transaction markers and of aborted, compacted and skipped records included. The brokers are
   * asked for topic ids when partitions are assigned; brokers before Kafka 2.8 have none, and the
   * receiver then reports an error and reads nothing.
   *
   * <p>In a job whose sink keeps what it has processed, commits bear the epoch of the job's start
   * in Kafka's commit metadata. Where a partition is assigned and the group's commit is of another
   * epoch, the sink is asked where to begin: a driver that is gone may have made records durable,
   * and committed, that are in no result. While the sink cannot be asked, nothing is read. Two jobs
   * that keep results of their own need groups of their own.
   */
  public KafkaReceiver<Positioned<T>> buildPositioned() {
    return receiver(new PositionedDelivery<>(decoder));
  }

  private <R> KafkaReceiver<R> receiver(Delivery<R> delivery) {
    check();
    return new KafkaReceiver<>(settings, properties, subscription(), start, onGap, delivery);
  }

  private void check() {
    ConsumerProperties.check(properties);
    ConsumerProperties.checkPollInterval(properties, settings.drainTimeout());
    int kinds = (topics.isEmpty() ? 0 : 1) + (partitions.isEmpty() ? 0 : 1);
    kinds += pattern == null ? 0 : 1;
    if (kinds == 0) {
      throw new IllegalArgumentException(
          "topics is missing: name at least one topic to read, or a topicPattern, or partitions");
    }
    if (kinds > 1) {
      throw new IllegalArgumentException(
          "topics, topicPattern and partitions exclude each other: give one of them");
    }
    topics.forEach(KafkaReceiverBuilder::checkTopic);
    partitions.forEach(KafkaReceiverBuilder::checkPartition);
    if (pattern != null) {
      checkPattern(pattern);
    }
  }

  private Subscription subscription() {
    if (pattern != null) {
      return new PatternSubscription(pattern);
    }
    return topics.isEmpty() ? new PartitionSubscription(partitions) : new TopicSubscription(topics);
  }

  private static void checkPattern(String pattern) {
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "the topicPattern is no regular expression: " + e.getMessage(), e);
    }
  }

  private static void checkPartition(TopicPartition partition) {
    checkTopic(partition.topic());
    if (partition.partition() < 0) {
      throw new IllegalArgumentException(
          "%d is no partition of %s: they are counted from 0"
              .formatted(partition.partition(), partition.topic()));
    }
  }

  private static void checkTopic(String topic) {
    if (topic == null || !TOPIC.matcher(topic).matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is no name of a topic: letters, digits, '.', '_' and '-', at most 249"
              .formatted(topic));
    }
  }
}
