// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class BrokerTopicIdsTest {
  private static final Map<String, String> NOBODY =
      Map.of("bootstrap.servers", "127.0.0.1:1", "group.id", "g");
  private static final Duration TIMEOUT = Duration.ofMillis(200);

  private boolean closed;

  /** A client of no broker, with these answers. */
  private final class AnsweringAdmin extends ForwardingAdmin {
    private final Map<String, KafkaFuture<TopicDescription>> answers;

    AnsweringAdmin(Map<String, KafkaFuture<TopicDescription>> answers) {
      super(properties());
      this.answers = answers;
    }

    @Override
    public DescribeTopicsResult describeTopics(
        TopicCollection topics, DescribeTopicsOptions options) {
      return new DescribeTopicsResult(null, answers) {};
    }

    @Override
    public void close(Duration timeout) {
      closed = true;
      super.close(timeout);
    }
  }

  private static Map<String, Object> properties() {
    return AdminProperties.of(NOBODY, "ids", TIMEOUT);
  }

  private static KafkaFuture<TopicDescription> topic(String name, Uuid id) {
    return KafkaFuture.completedFuture(new TopicDescription(name, false, List.of(), Set.of(), id));
  }

  private BrokerTopicIds ids(Map<String, KafkaFuture<TopicDescription>> answers) {
    return new BrokerTopicIds(() -> new AnsweringAdmin(answers), "kafka:9092", TIMEOUT);
  }

  @Test
  void tellsTheIdsAndLeavesNoClientBehind() throws Exception {
    Uuid words = Uuid.randomUuid();
    Uuid more = Uuid.randomUuid();

    BrokerTopicIds ids = ids(Map.of("words", topic("words", words), "more", topic("more", more)));

    assertThat(ids.of(List.of("words", "more"))).isEqualTo(Map.of("words", words, "more", more));
    assertThat(closed).isTrue();
  }

  @Test
  void saysThatTheBrokersAreTooOld() {
    BrokerTopicIds ids = ids(Map.of("words", topic("words", Uuid.ZERO_UUID)));

    assertThatThrownBy(() -> ids.of(List.of("words")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the Kafka brokers at kafka:9092 have no id for the topic words, and a position needs"
                + " one: topics have ids from Kafka 2.8 on; or build the receiver without"
                + " positions");
    assertThat(closed).isTrue();
  }

  @Test
  void saysWhatTheBrokersSay() {
    KafkaFutureImpl<TopicDescription> refusal = new KafkaFutureImpl<>();
    refusal.completeExceptionally(new TopicAuthorizationException("Not authorized"));

    assertThatThrownBy(() -> ids(Map.of("words", refusal)).of(List.of("words")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the Kafka brokers at kafka:9092 do not tell the id of the topic words: Not authorized")
        .hasCauseInstanceOf(TopicAuthorizationException.class);
    assertThat(closed).isTrue();
  }

  @Test
  void doesNotWaitForEver() {
    assertThatThrownBy(() -> ids(Map.of("words", new KafkaFutureImpl<>())).of(List.of("words")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the Kafka brokers at kafka:9092 did not tell the id of the topic words within 200 ms");
    assertThat(closed).isTrue();
  }

  @Test
  void anAdminClientGetsTheWayToTheBrokersAndABound() {
    Map<String, String> given = new HashMap<>(NOBODY);
    given.put("sasl.jaas.config", "secret");
    given.put("config.providers", "env");
    given.put("config.providers.env.class", "some.Provider");
    given.put("auto.offset.reset", "latest");
    given.put("default.api.timeout.ms", "1");

    Map<String, Object> properties = AdminProperties.of(given, "ids-7", TIMEOUT);

    assertThat(properties)
        .containsEntry("bootstrap.servers", "127.0.0.1:1")
        .containsEntry("client.id", "holdfast-g-ids-7")
        .containsEntry("sasl.jaas.config", "secret")
        .containsEntry("config.providers", "env")
        .containsEntry("config.providers.env.class", "some.Provider")
        .containsEntry("request.timeout.ms", 200)
        .containsEntry("default.api.timeout.ms", 200)
        .doesNotContainKeys("group.id", "auto.offset.reset", "max.poll.records");
  }
}
