// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.Positioned;
import io.holdfast.parts.KafkaBroker;
import io.holdfast.parts.KafkaCertificates;
import io.holdfast.parts.TemporaryDirectory;
import io.holdfast.testkit.SparkCopy;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** A receiver on a real broker that wants to know who it is, with secrets it reads from a file. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KafkaSecurityIT {
  private static final String SECRET = "hunter2-hunter2";
  private static final Duration BOUND = Duration.ofSeconds(30);

  private static TemporaryDirectory directory;
  private static KafkaCertificates certificates;
  private static KafkaBroker broker;
  private static Path secrets;

  private String topic;

  @BeforeAll
  static void startBroker() throws Exception {
    directory = TemporaryDirectory.create("kafka-security");
    certificates = KafkaCertificates.make(directory.path(), SECRET);
    broker = KafkaBroker.startSecured(directory.path().resolve("broker"), certificates);
    secrets = directory.path().resolve("secrets.properties");
    Files.writeString(secrets, "password=" + SECRET + "\nwrong=not-" + SECRET + "\n");
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
    directory.close();
  }

  @BeforeEach
  void createTopic(TestInfo test) throws Exception {
    topic = test.getTestMethod().orElseThrow().getName();
    broker.createTopic(topic, 2);
  }

  private static String reference(String key) {
    return "${file:%s:%s}".formatted(secrets, key);
  }

  /** Trusts the broker, and can read secrets from the file. */
  private KafkaReceiverBuilder<String> receiver(String bootstrap) {
    return KafkaReceiver.strings()
        .bootstrapServers(bootstrap)
        .groupId("group-of-" + topic)
        .topics(topic)
        .property("config.providers", "file")
        .property(
            "config.providers.file.class",
            "org.apache.kafka.common.config.provider.FileConfigProvider")
        .property("ssl.truststore.type", "PKCS12")
        .property("ssl.truststore.location", certificates.clientTrust().toString())
        .property("ssl.truststore.password", reference("password"));
  }

  private KafkaReceiverBuilder<String> withPassword(String key) {
    return receiver(broker.passwordBootstrap())
        .property("security.protocol", "SASL_SSL")
        .property("sasl.mechanism", "SCRAM-SHA-512")
        .property(
            "sasl.jaas.config",
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\""
                    .formatted(KafkaBroker.USER)
                + " password=\"%s\";".formatted(reference(key)));
  }

  private KafkaReceiverBuilder<String> withCertificate() {
    return receiver(broker.mutualBootstrap())
        .property("security.protocol", "SSL")
        .property("ssl.keystore.type", "PKCS12")
        .property("ssl.keystore.location", certificates.clientKeys().toString())
        .property("ssl.keystore.password", reference("password"))
        .property("ssl.key.password", reference("password"));
  }

  private void assertReads(KafkaReceiver<Positioned<String>> receiver) throws Exception {
    Ledger ledger = new Ledger();
    try (Member member =
        new Member("member", SparkCopy.KRYO.of(receiver, KafkaKryoRegistrator.class), ledger)) {
      try (Load load = new Load(broker.bootstrap(), topic, 2, ledger)) {
        await().atMost(BOUND).until(() -> member.storedRecords() > 100);
      }
      await().atMost(BOUND).until(ledger::isComplete);
      assertThat(member.failures()).isEmpty();
    }
    ledger.assertNothingLost();
    ledger.assertNothingTwice();
  }

  @Test
  void overTlsWithAPassword() throws Exception {
    assertReads(withPassword("password").buildPositioned());
  }

  @Test
  void overTlsWithACertificateOfItsOwn() throws Exception {
    assertReads(withCertificate().buildPositioned());
  }

  @Test
  void whoIsRefusedIsTold() {
    assertThatThrownBy(() -> withPassword("wrong").build().checkTopics(BOUND))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Authentication failed")
        .hasMessageNotContaining(SECRET);
    KafkaReceiver<String> nobody =
        receiver(broker.mutualBootstrap()).property("security.protocol", "SSL").build();
    assertThatThrownBy(() -> nobody.checkTopics(BOUND))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the Kafka brokers at " + broker.mutualBootstrap());
  }

  @Test
  void noSecretTravels() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(withPassword("password").build());
      out.writeObject(withCertificate().build());
    }

    assertThat(bytes.toString(ISO_8859_1)).contains(secrets.toString()).doesNotContain(SECRET);
  }

  @Test
  void noSecretIsLogged() throws Exception {
    try (LogLines log = LogLines.ofKafka()) {
      withPassword("password").build().checkTopics(BOUND);
      withCertificate().build().checkTopics(BOUND);

      assertThat(log.lines())
          .anySatisfy(line -> assertThat(line).contains("ssl.truststore.password = [hidden]"))
          .noneSatisfy(line -> assertThat(line).contains(SECRET));
    }
  }
}
