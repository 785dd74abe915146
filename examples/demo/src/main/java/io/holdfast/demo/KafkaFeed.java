// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import io.holdfast.parts.KafkaBroker;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends lines to a topic of one partition, as the bytes they are, from a thread of its own. The
 * topic is this feed's alone, so that the offset a group has committed is a number of lines.
 */
final class KafkaFeed implements Feed {
  /** A message is a little larger than the line in it. */
  static final int LONGEST_LINE = KafkaBroker.MAX_MESSAGE_BYTES - 1024;

  private static final int POISON_NAMED = 1000;
  private static final Duration REQUEST_BOUND = Duration.ofSeconds(5);
  private static final int DELIVERY_BOUND_MILLIS = 60_000;

  private final String topic;
  private final String group;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Admin admin;

  private final FeedFailure failure = new FeedFailure();
  private final Object lock = new Object();
  private final List<String> firstPoison = new ArrayList<>();
  private long lines;
  private long words;
  private long poison;
  private boolean complete;
  private long confirmed;

  /** Connects to nothing yet; {@code group} is the job's. */
  KafkaFeed(String bootstrap, String topic, String group) {
    this.topic = topic;
    this.group = group;
    admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) REQUEST_BOUND.toMillis(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) REQUEST_BOUND.toMillis()));
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                KafkaBroker.MAX_MESSAGE_BYTES,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                4L * KafkaBroker.MAX_MESSAGE_BYTES,
                ProducerConfig.BATCH_SIZE_CONFIG,
                256 * 1024,
                ProducerConfig.LINGER_MS_CONFIG,
                20,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                DELIVERY_BOUND_MILLIS,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                DELIVERY_BOUND_MILLIS),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * Begins to send the lines of {@code input} and returns; closes it at its end. To be called once.
   */
  void send(InputStream input) {
    Thread sender = new Thread(() -> sendAll(input), "demo-sender");
    // It may be reading a terminal, which nothing interrupts.
    sender.setDaemon(true);
    sender.start();
  }

  @Override
  public Sent sent() throws DemoException {
    failure.throwIfAny();
    synchronized (lock) {
      return new Sent(lines, words, poison, List.copyOf(firstPoison), complete);
    }
  }

  @Override
  public long confirmed() throws InterruptedException {
    long latest = askConfirmed();
    synchronized (lock) {
      confirmed = Math.max(confirmed, latest);
      return confirmed;
    }
  }

  @Override
  public void close() {
    failure.close();
    producer.close(Duration.ZERO);
    admin.close(REQUEST_BOUND);
  }

  private void sendAll(InputStream input) {
    WordCounter counter = new WordCounter();
    try (LineSplitter splitter = new LineSplitter(input, LONGEST_LINE)) {
      for (byte[] line = splitter.next(); line != null; line = splitter.next()) {
        OptionalLong count = counter.count(line);
        // Counted first: the job may be faster than the next statement.
        synchronized (lock) {
          lines++;
          words += count.orElse(0);
        }
        Future<RecordMetadata> unused =
            producer.send(
                new ProducerRecord<>(topic, line), onSent(splitter.lines(), count.isEmpty()));
      }
      producer.flush();
      synchronized (lock) {
        complete = true;
      }
    } catch (IOException e) {
      failure.tell("the input cannot be sent: " + e.getMessage());
    } catch (KafkaException | IllegalStateException e) {
      failure.tell("the broker does not take the input: " + e.getMessage());
    }
  }

  private Callback onSent(long line, boolean isPoison) {
    return (position, e) -> {
      if (e != null) {
        failure.tell("the broker did not take line %,d: %s".formatted(line, e.getMessage()));
      } else if (isPoison) {
        name(line, position);
      }
    };
  }

  private void name(long line, RecordMetadata position) {
    synchronized (lock) {
      poison++;
      if (firstPoison.size() < POISON_NAMED) {
        firstPoison.add(
            "line %d, %s-%d@%d"
                .formatted(line, position.topic(), position.partition(), position.offset()));
      }
    }
  }

  /**
   * 0 if the group has not committed anything, or the broker does not say: who waits has a bound of
   * his own.
   */
  private long askConfirmed() throws InterruptedException {
    try {
      Map<?, OffsetAndMetadata> committed =
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get(REQUEST_BOUND.toMillis(), TimeUnit.MILLISECONDS);
      return committed.values().stream()
          .filter(each -> each != null)
          .mapToLong(OffsetAndMetadata::offset)
          .sum();
    } catch (ExecutionException | TimeoutException e) {
      return 0;
    }
  }
}
