// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.Positioned;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.testkit.FakeContext;
import io.holdfast.testkit.SparkCopy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaReceiverTest {

  private static KafkaReceiverBuilder<String> complete() {
    return KafkaReceiver.strings()
        .bootstrapServers("localhost:9092")
        .groupId("word-count")
        .topics("words");
  }

  private static void assertRefused(KafkaReceiverBuilder<?> builder, String message) {
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void refusesToBeBuiltWithoutBrokersGroupOrTopics() {
    assertRefused(
        KafkaReceiver.strings().groupId("g").topics("t"),
        "bootstrapServers is missing: name the brokers to begin with, as host:port,host:port");
    assertRefused(
        KafkaReceiver.strings().bootstrapServers("b:1").topics("t").groupId(" "),
        "groupId is missing: Kafka keeps for a group how far it has read");
    assertRefused(
        KafkaReceiver.strings().bootstrapServers("b:1").groupId("g"),
        "topics is missing: name at least one topic to read, or a topicPattern, or partitions");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "a,b", "a*"})
  void refusesWhatIsNoTopic(String topic) {
    assertRefused(
        complete().topics(topic),
        "\"%s\" is no name of a topic: letters, digits, '.', '_' and '-', at most 249"
            .formatted(topic));
  }

  @Test
  void readsEitherTopicsOrAPatternOrPartitions() {
    String message = "topics, topicPattern and partitions exclude each other: give one of them";
    assertRefused(complete().topicPattern("w.*"), message);
    assertRefused(complete().partitions("words", 0), message);
    assertRefused(without().topicPattern("w.*").partitions("words", 0), message);
    assertThat(without().topicPattern("w.*").build()).asString().contains("topics like w.*");
    assertThat(without().partitions("words", 0, 2).build())
        .asString()
        .contains("[words-0, words-2]");
  }

  @Test
  void refusesWhatIsNoPatternAndNoPartition() {
    assertThatThrownBy(without().topicPattern("w(")::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the topicPattern is no regular expression: Unclosed group");
    assertRefused(
        without().partitions("words", 0, -1),
        "-1 is no partition of words: they are counted from 0");
    assertRefused(
        without().partitions("two words", 0),
        "\"two words\" is no name of a topic: letters, digits, '.', '_' and '-', at most 249");
  }

  /** All but what to read. */
  private static KafkaReceiverBuilder<String> without() {
    return KafkaReceiver.strings().bootstrapServers("localhost:9092").groupId("word-count");
  }

  @ParameterizedTest
  @EnumSource
  void travelsWhateverItReads(SparkCopy by) {
    for (KafkaReceiver<String> receiver :
        List.of(
            without().topicPattern("w.*").start(Start.latest()).build(),
            complete().onGap(GapPolicy.LATEST).start(Start.at(Instant.EPOCH)).build(),
            without()
                .partitions("words", 0, 2)
                .start(Start.offsets(Map.of(new TopicPartition("words", 2), 17L)))
                .build())) {
      assertThat(by.of(receiver, KafkaKryoRegistrator.class))
          .usingRecursiveComparison()
          .isEqualTo(receiver);
    }
  }

  @Test
  void refusesToLetKafkaCommit() {
    assertRefused(
        complete().property("enable.auto.commit", "true"),
        "enable.auto.commit=true would commit records that are not durable yet: leave it out, the"
            + " receiver commits");
    assertThat(complete().property("enable.auto.commit", "false").build()).isNotNull();
  }

  @Test
  void refusesToLetKafkaSkipWhatItHasDeleted() {
    assertRefused(
        complete().property("auto.offset.reset", "latest"),
        "auto.offset.reset cannot be set: start says where a group begins, and onGap what happens"
            + " when records were deleted before they were read");
    assertThat(complete().property("auto.offset.reset", "none").build()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"key.deserializer", "value.deserializer"})
  void refusesDeserializers(String key) {
    assertRefused(
        complete().property(key, "org.apache.kafka.common.serialization.StringDeserializer"),
        key + " cannot be set: the receiver reads bytes, and its RecordDecoder makes records");
  }

  @ParameterizedTest
  @CsvSource({"isolation.level,newest", "max.poll.records,many", "max.poll.records,0"})
  void refusesWhatKafkaRefuses(String key, String value) {
    assertThatThrownBy(complete().property(key, value)::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Kafka refuses a property: Invalid value " + value)
        .hasMessageContaining(key);
  }

  @Test
  void refusesAPollIntervalInWhichPartitionsCannotBeSettled() {
    assertRefused(
        complete().property("max.poll.interval.ms", "14999"),
        "max.poll.interval.ms=14999 is too short for a drainTimeout of 5000 ms: before a partition"
            + " is taken away the receiver stores and commits, and must not be thought dead"
            + " meanwhile; make it at least 15000");
    assertThat(complete().property("max.poll.interval.ms", "15000").build()).isNotNull();
  }

  @Test
  void leavesToTheExecutorWhatOnlyItCanResolve() {
    KafkaReceiverBuilder<String> builder =
        complete()
            .property("config.providers", "env")
            .property(
                "config.providers.env.class",
                "org.apache.kafka.common.config.provider.EnvVarConfigProvider")
            .property("max.poll.records", "${env:POLL_RECORDS}");

    assertThat(builder.build()).isNotNull();
  }

  @Test
  void givesTheConsumerTheUsersPropertiesOverOurDefaults() {
    Map<String, String> given =
        Map.of("group.id", "g", "max.poll.records", "7", "enable.auto.commit", "false");

    Map<String, Object> properties = ConsumerProperties.of(given, "stream-7");

    assertThat(properties)
        .containsEntry("client.id", "holdfast-g-stream-7")
        .containsEntry("max.poll.records", "7")
        .containsEntry("auto.offset.reset", "none")
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("allow.auto.create.topics", false)
        .containsEntry("receive.buffer.bytes", -1)
        .containsEntry("enable.auto.commit", false);
    assertThat(ConsumerProperties.of(Map.of("client.id", "mine"), "stream-7"))
        .containsEntry("client.id", "mine");
  }

  @Test
  void eachReceiverIsAStaticMemberOfItsOwnWhereThatIsAskedFor() {
    assertThat(ConsumerProperties.of(Map.of("group.instance.id", "mine"), "stream-7"))
        .containsEntry("group.instance.id", "mine-stream-7");
    assertThat(ConsumerProperties.of(Map.of(), "stream-7")).doesNotContainKey("group.instance.id");
  }

  @Test
  void showsTheNamesOfPropertiesButNoValue() {
    KafkaReceiver<String> receiver =
        complete()
            .topics("more")
            .property("config.providers", "env")
            .property("ssl.keystore.password", "${env:HUNTER2}")
            .property("ssl.truststore.certificates", "hunter2")
            .build();

    assertThat(receiver)
        .hasToString(
            "KafkaReceiver of [words, more] with [bootstrap.servers, config.providers, group.id,"
                + " ssl.keystore.password, ssl.truststore.certificates]");
  }

  @ParameterizedTest
  @EnumSource
  void travels(SparkCopy by) {
    ReceiverSettings settings = ReceiverSettings.builder().poison(PoisonPolicy.SKIP).build();
    KafkaReceiver<String> receiver =
        complete().topics("more").property("max.poll.records", "7").settings(settings).build();

    KafkaReceiver<String> copy = by.of(receiver, KafkaKryoRegistrator.class);

    assertThat(copy).isNotSameAs(receiver).usingRecursiveComparison().isEqualTo(receiver);
    assertThat(copy.settings().poison()).isEqualTo(PoisonPolicy.SKIP);
  }

  @ParameterizedTest
  @EnumSource
  void travelsWithPositions(SparkCopy by) {
    KafkaReceiver<Positioned<String>> receiver = complete().buildPositioned();

    KafkaReceiver<Positioned<String>> copy = by.of(receiver, KafkaKryoRegistrator.class);

    assertThat(copy).isNotSameAs(receiver).usingRecursiveComparison().isEqualTo(receiver);
  }

  @Test
  void isNotBuiltWithPositionsEitherIfSomethingIsMissing() {
    assertThatThrownBy(KafkaReceiver.strings().groupId("g").topics("t")::buildPositioned)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("bootstrapServers is missing");
  }

  @Test
  void doesNotGrowWithItsBuilder() {
    KafkaReceiverBuilder<String> builder = complete();
    KafkaReceiver<String> receiver = builder.build();

    builder.topics("more").property("max.poll.records", "7");

    assertThat(receiver).hasToString("KafkaReceiver of [words] with [bootstrap.servers, group.id]");
  }

  @Test
  void saysThatNoBrokerAnswers() {
    KafkaReceiver<String> receiver = complete().bootstrapServers("127.0.0.1:1").build();

    assertThatThrownBy(() -> receiver.checkTopics(Duration.ofMillis(200)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "no Kafka broker answered at 127.0.0.1:1 within 200 ms: check that it runs and can be"
                + " reached");
  }

  @Test
  void saysWhatIsWrongWithTheAddressOfABroker() {
    KafkaReceiver<String> receiver = complete().bootstrapServers("localhost").build();

    assertThatThrownBy(() -> receiver.open(new FakeContext(PoisonPolicy.FAIL)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the Kafka consumer cannot be made: Invalid url");
  }
}
