// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class TopicCheckTest {

  private static final String BROKERS = "kafka:9092";
  private static final Duration TIMEOUT = Duration.ofMillis(500);

  private static void check(KafkaException failure, String... topics) {
    TopicCheck.requireTopics(consumer(failure), BROKERS, List.of(topics), TIMEOUT);
  }

  /** Brokers with one topic of one partition, or that fail. */
  private static MockConsumer<byte[], byte[]> consumer(KafkaException failure) {
    MockConsumer<byte[], byte[]> consumer =
        new MockConsumer<>(OffsetResetStrategy.EARLIEST) {
          @Override
          public List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
            if (failure != null) {
              throw failure;
            }
            return super.partitionsFor(topic);
          }

          @Override
          public Map<String, List<PartitionInfo>> listTopics(Duration timeout) {
            if (failure != null) {
              throw failure;
            }
            return super.listTopics();
          }
        };
    consumer.updatePartitions("words", List.of(new PartitionInfo("words", 0, null, null, null)));
    return consumer;
  }

  @Test
  void isContentWithTopicsThatExist() {
    assertThatCode(() -> check(null, "words")).doesNotThrowAnyException();
  }

  @Test
  void namesATopicThatDoesNotExist() {
    assertThatThrownBy(() -> check(null, "words", "wrods"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the topic wrods does not exist at kafka:9092: create it, or check its name");
  }

  @Test
  void saysThatNoBrokerAnswered() {
    assertThatThrownBy(() -> check(new TimeoutException(), "words"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "no Kafka broker answered at kafka:9092 within 500 ms: check that it runs and can be"
                + " reached");
  }

  @Test
  void saysWhatTheBrokerSays() {
    KafkaException failure = new TopicAuthorizationException("Not authorized");

    assertThatThrownBy(() -> check(failure, "words"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the Kafka brokers at kafka:9092 do not show the topic words: Not authorized")
        .hasCause(failure);
  }

  @Test
  void namesAPartitionThatDoesNotExist() {
    TopicPartition first = new TopicPartition("words", 0);
    TopicCheck.requirePartitions(consumer(null), BROKERS, List.of(first), TIMEOUT);

    assertThatThrownBy(
            () ->
                TopicCheck.requirePartitions(
                    consumer(null),
                    BROKERS,
                    List.of(first, new TopicPartition("words", 1)),
                    TIMEOUT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the topic words has no partition 1 at kafka:9092: it has 1, counted from 0");
  }

  @Test
  void saysThatNoTopicMatches() {
    TopicCheck.requireMatch(consumer(null), BROKERS, Pattern.compile("w.*"), TIMEOUT);

    assertThatThrownBy(
            () -> TopicCheck.requireMatch(consumer(null), BROKERS, Pattern.compile("w"), TIMEOUT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no topic at kafka:9092 has a name like w: create one, or check the pattern");
  }

  @Test
  void saysThatNoBrokerAnsweredThoughNoTopicIsWanted() {
    TopicCheck.requireBroker(consumer(null), BROKERS, TIMEOUT);

    assertThatThrownBy(
            () -> TopicCheck.requireBroker(consumer(new TimeoutException()), BROKERS, TIMEOUT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("no Kafka broker answered at kafka:9092 within 500 ms");
  }
}
