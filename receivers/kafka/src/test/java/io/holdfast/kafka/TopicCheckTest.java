// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class TopicCheckTest {

  private static void check(KafkaException failure, String... topics) {
    MockConsumer<byte[], byte[]> consumer =
        new MockConsumer<>(OffsetResetStrategy.EARLIEST) {
          @Override
          public List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
            if (failure != null) {
              throw failure;
            }
            return super.partitionsFor(topic);
          }
        };
    consumer.updatePartitions("words", List.of(new PartitionInfo("words", 0, null, null, null)));
    TopicCheck.requireTopics(consumer, "kafka:9092", List.of(topics), Duration.ofMillis(500));
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
}
