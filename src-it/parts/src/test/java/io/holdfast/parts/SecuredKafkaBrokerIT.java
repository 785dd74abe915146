// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SecuredKafkaBrokerIT {
  private static final String PASSWORD = "not-a-secret";

  @TempDir static Path directory;
  private static KafkaCertificates certificates;
  private static KafkaBroker broker;

  @BeforeAll
  static void start() throws Exception {
    certificates = KafkaCertificates.make(directory, PASSWORD);
    broker = KafkaBroker.startSecured(directory.resolve("broker"), certificates);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void it_knows_its_user_by_the_password() throws Exception {
    assertThat(nodes(withPassword(KafkaBroker.USER, PASSWORD))).isOne();
  }

  @Test
  void it_refuses_another_password_and_another_user() {
    for (Map<String, Object> wrong :
        List.of(withPassword(KafkaBroker.USER, "wrong"), withPassword("nobody", PASSWORD))) {
      assertThatThrownBy(() -> nodes(wrong))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(SaslAuthenticationException.class);
    }
  }

  @Test
  void it_knows_a_client_by_its_certificate() throws Exception {
    Map<String, Object> settings = trusting(broker.mutualBootstrap(), "SSL");
    settings.put("ssl.keystore.type", "PKCS12");
    settings.put("ssl.keystore.location", certificates.clientKeys().toString());
    settings.put("ssl.keystore.password", PASSWORD);

    assertThat(nodes(settings)).isOne();
  }

  @Test
  void it_refuses_a_client_without_a_certificate() {
    assertThatThrownBy(() -> nodes(trusting(broker.mutualBootstrap(), "SSL")))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(SslAuthenticationException.class);
  }

  @Test
  void who_trusts_nobody_does_not_talk_to_it() {
    Map<String, Object> settings =
        new HashMap<>(
            Map.of("bootstrap.servers", broker.mutualBootstrap(), "security.protocol", "SSL"));
    assertThatThrownBy(() -> nodes(settings))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(SslAuthenticationException.class);
  }

  @Test
  void the_tests_reach_it_without_either() throws Exception {
    assertThat(nodes(Map.of("bootstrap.servers", broker.bootstrap()))).isOne();
  }

  private static Map<String, Object> withPassword(String user, String password) {
    Map<String, Object> settings = trusting(broker.passwordBootstrap(), "SASL_SSL");
    settings.put("sasl.mechanism", "SCRAM-SHA-512");
    settings.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required"
            + " username=\"%s\" password=\"%s\";".formatted(user, password));
    return settings;
  }

  private static Map<String, Object> trusting(String bootstrap, String protocol) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("security.protocol", protocol);
    settings.put("ssl.truststore.type", "PKCS12");
    settings.put("ssl.truststore.location", certificates.clientTrust().toString());
    settings.put("ssl.truststore.password", PASSWORD);
    return settings;
  }

  /** How many brokers there are, as this client is told. */
  private static int nodes(Map<String, Object> settings) throws Exception {
    try (Admin admin = Admin.create(settings)) {
      return admin.describeCluster().nodes().get().size();
    }
  }
}
