// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.core.Source;
import io.holdfast.core.SourceContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads topics as a member of a consumer group, at least once: an offset is committed to the group
 * only when every record before it is durable in Spark. Receivers of the same group share the
 * partitions.
 *
 * <pre>{@code
 * KafkaReceiver<String> receiver =
 *     KafkaReceiver.strings()
 *         .bootstrapServers("localhost:9092")
 *         .groupId("word-count")
 *         .topics("words")
 *         .build();
 * JavaDStream<String> lines = ReceiverStreams.create(jssc, receiver);
 * }</pre>
 *
 * <p>The order of a partition is kept. After a crash what was received but not committed comes
 * again. A rebalance of the group costs no duplicates: before a receiver gives a partition up it
 * stores and commits what it has received, and takes at most its drain time-out for that; if it is
 * full it first waits for room, at most as long again. What takes longer, and what the group has
 * taken away without asking, comes again to whoever has the partition then.
 *
 * <p>Immutable, and serializable by Java and by Kryo.
 *
 * @param <T> the type of the records
 */
public final class KafkaReceiver<T> extends ReliableReceiver<T> {
  private static final long serialVersionUID = 1L;
  private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(10);

  /** Asked in the middle of a session: what is durable meanwhile is to be committed at a stop. */
  private static final Duration TOPIC_ID_TIMEOUT = Duration.ofSeconds(3);

  // Ordinary collections: Spark's Kryo cannot handle the immutable ones.
  private final HashMap<String, String> properties;
  private final Subscription subscription;
  private final Start start;
  private final GapPolicy onGap;
  private final Delivery<T> delivery;

  KafkaReceiver(
      ReceiverSettings settings,
      Map<String, String> properties,
      Subscription subscription,
      Start start,
      GapPolicy onGap,
      Delivery<T> delivery) {
    super(settings);
    this.properties = new HashMap<>(properties);
    this.subscription = subscription;
    this.start = start;
    this.onGap = onGap;
    this.delivery = delivery;
  }

  /**
   * A receiver of the values as text. A value that is not valid UTF-8 is poison; a record without a
   * value, a tombstone, carries no text and counts as read.
   */
  public static KafkaReceiverBuilder<String> strings() {
    return builder(new StringDecoder());
  }

  /** A receiver of what the decoder makes of each Kafka record. */
  public static <T> KafkaReceiverBuilder<T> builder(RecordDecoder<T> decoder) {
    return new KafkaReceiverBuilder<>(decoder);
  }

  /**
   * Asks the brokers for the topics, from the calling process and as the receiver would. The
   * receiver itself tries again for ever when no broker answers or a topic does not exist, and
   * reports it; a main that would rather end with a sentence calls this before it starts.
   *
   * @param timeout how long a broker may take to answer
   * @throws IllegalStateException if a broker does not answer or a topic does not exist; the
   *     message says what to do
   */
  public void checkTopics(Duration timeout) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer("check")) {
      subscription.check(consumer, bootstrapServers(), timeout);
    }
  }

  /** Opens a source that joins the group anew, and is an exception while a topic is missing. */
  @Override
  protected Source<T> open(SourceContext context) {
    KafkaConsumer<byte[], byte[]> consumer = consumer("stream-" + context.streamId());
    try {
      subscription.checkAtOpen(consumer, bootstrapServers(), OPEN_TIMEOUT);
      return new KafkaSource<>(
          consumer,
          subscription,
          new BatchDecoder<>(delivery, context),
          topicIds(context),
          start,
          onGap,
          context,
          settings().drainTimeout(),
          System::nanoTime);
    } catch (RuntimeException e) {
      consumer.close(Duration.ZERO);
      throw e;
    }
  }

  /** The names of the properties without their values, which may be secret. */
  @Override
  public String toString() {
    return "KafkaReceiver of %s with %s"
        .formatted(subscription, new TreeSet<>(properties.keySet()));
  }

  private String bootstrapServers() {
    return properties.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG);
  }

  private TopicIds topicIds(SourceContext context) {
    Map<String, Object> admin =
        AdminProperties.of(properties, "ids-" + context.streamId(), TOPIC_ID_TIMEOUT);
    return new BrokerTopicIds(() -> Admin.create(admin), bootstrapServers(), TOPIC_ID_TIMEOUT);
  }

  private KafkaConsumer<byte[], byte[]> consumer(String purpose) {
    try {
      return new KafkaConsumer<>(
          ConsumerProperties.of(properties, purpose),
          new ByteArrayDeserializer(),
          new ByteArrayDeserializer());
    } catch (KafkaException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause(); // Kafka says it in the cause
      throw new IllegalStateException(
          "the Kafka consumer cannot be made: " + reason.getMessage(), e);
    }
  }
}
