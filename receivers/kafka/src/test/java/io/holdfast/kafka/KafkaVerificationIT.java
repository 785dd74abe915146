// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.TemporaryDirectory;
import io.holdfast.testkit.Capabilities;
import io.holdfast.testkit.ExternalSystem;
import io.holdfast.testkit.ReceiverVerification;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The receiver obeys the laws on a real broker, over connections that are really cut. */
class KafkaVerificationIT extends ReceiverVerification<String> {
  private static TemporaryDirectory directory;
  private static KafkaBroker broker;
  private static int topics;

  @BeforeAll
  static void startBroker() throws Exception {
    directory = TemporaryDirectory.create("kafka-verification");
    broker = KafkaBroker.start(directory.path());
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
    directory.close();
  }

  @Override
  protected ExternalSystem<String> startSystem() throws Exception {
    return KafkaTopicSystem.create(broker, "topic-" + topics++);
  }

  @Override
  protected ReliableReceiver<String> createReceiver(
      ExternalSystem<String> system, ReceiverSettings settings) {
    KafkaTopicSystem topic = (KafkaTopicSystem) system;
    return KafkaReceiver.strings()
        .bootstrapServers(broker.proxiedBootstrap())
        .groupId(topic.group())
        .topics(topic.name())
        .property("max.poll.records", "5") // so that the budget of the laws is more than a poll
        .property("session.timeout.ms", "1500") // a killed member is missed after this time
        .property("heartbeat.interval.ms", "300")
        .settings(settings)
        .build();
  }

  @Override
  protected Capabilities capabilities() {
    return Capabilities.all().partitions(KafkaTopicSystem.PARTITIONS).withShortMatrix();
  }
}
