// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  private static final String MODULE =
      "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"reader\" ";

  private static Map<String, String> with(String key, String value) {
    return Map.of("config.providers", "env, file", key, value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssl.key.password",
        "ssl.keystore.password",
        "ssl.truststore.password",
        "ssl.keystore.key",
        "config.providers.vault.param.token",
        "my.interceptor.Secret"
      })
  void aSecretIsRefusedByValueAndTakenByReference(String key) {
    assertThatThrownBy(() -> Secrets.refuseValues(with(key, "hunter2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            key
                + " is given by value, which the job's checkpoint would hold in clear: put it into"
                + " a file on the executors and refer to it as ${file:/the/file:its-key}, with"
                + " config.providers=file and config.providers.file.class="
                + "org.apache.kafka.common.config.provider.FileConfigProvider");
    assertThatThrownBy(() -> Secrets.refuseValues(with(key, "${env:P}hunter2")))
        .hasMessageStartingWith(key + " is given by value")
        .hasMessageNotContaining("hunter2");
    Secrets.refuseValues(with(key, "${env:P}"));
    Secrets.refuseValues(with(key, "${file:/etc/kafka.properties:password}"));
  }

  @ParameterizedTest
  @CsvSource({
    "security.protocol,SASL_SSL",
    "ssl.truststore.location,/etc/trust.p12",
    "ssl.truststore.certificates,public",
    "sasl.oauthbearer.token.endpoint.url,https://127.0.0.1/token",
    "sasl.oauthbearer.scope.claim.name,scope"
  })
  void whatIsNoSecretIsTaken(String key, String value) {
    assertThatCode(() -> Secrets.refuseValues(Map.of(key, value))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password=\"hunter2\";",
        "password=hunter2;",
        "password = \"hunter2\" ;",
        "password=\"${env:P}\" tokenauth=\"true\" clientSecret=\"hunter2\";"
      })
  void aSecretOptionOfJaasIsRefusedByValue(String options) {
    assertThatThrownBy(() -> Secrets.refuseValues(with("sasl.jaas.config", MODULE + options)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of sasl.jaas.config is given by value")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        MODULE + "password=\"${file:/etc/kafka.properties:password}\";",
        "${env:JAAS}",
        "com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true"
            + " keyTab=\"/etc/reader.keytab\" principal=\"reader@EXAMPLE\";"
      })
  void jaasIsTakenWithReferencesOrWithoutSecrets(String jaas) {
    assertThatCode(() -> Secrets.refuseValues(with("sasl.jaas.config", jaas)))
        .doesNotThrowAnyException();
  }

  @Test
  void aReferenceToNobodyIsRefused() {
    assertThatThrownBy(
            () -> Secrets.refuseValues(with("ssl.key.password", "${vault:secret/kafka:key}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "ssl.key.password refers to ${vault:secret/kafka:key}, but config.providers does not"
                + " name vault: Kafka would take the reference for the value");
  }

  @Test
  void aReceiverIsNotBuiltWithASecret() {
    assertThat(
            KafkaReceiver.strings()
                .bootstrapServers("b:1")
                .groupId("g")
                .topics("t")
                .property("ssl.key.password", "hunter2"))
        .satisfies(
            builder ->
                assertThatThrownBy(builder::build)
                    .hasMessageStartingWith("ssl.key.password is given by value"));
  }
}
