// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.parts.KafkaCertificates;
import io.holdfast.testkit.LogLines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.FlumeException;
import org.apache.flume.event.EventBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The source behind TLS, and Flume's own client. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class FlumePushTlsTest {
  @TempDir private static Path directory;
  private static KafkaCertificates certificates;
  private static String passwordFile;

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates = KafkaCertificates.make(directory, "changeit");
    passwordFile = Files.writeString(directory.resolve("password"), "changeit\n").toString();
  }

  private final LogLines log = LogLines.of(PushService.class);

  @AfterEach
  void close() {
    log.close();
  }

  private static TlsSettings server() {
    return TlsSettings.of(certificates.brokerKeys().toString(), passwordFile);
  }

  private static SocketFactory certified() throws Exception {
    char[] password = "changeit".toCharArray();
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(KeyStore.getInstance(certificates.clientKeys().toFile(), password), password);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(KeyStore.getInstance(certificates.clientTrust().toFile(), password));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  private static String[] trusting() {
    return trusting(certificates.clientTrust());
  }

  private static String[] trusting(Path store) {
    return new String[] {
      "ssl", "true",
      "truststore", store.toString(),
      "truststore-password", "changeit",
      "truststore-type", "PKCS12"
    };
  }

  @Test
  void speaksTls() throws Exception {
    FlumePushReceiver<FlumeEvent> receiver = PushRig.builder().tls(server()).build();
    try (PushRig<FlumeEvent> rig = PushRig.of(receiver)) {
      rig.client(trusting()).append(EventBuilder.withBody("a", UTF_8));

      assertThat(rig.intake.records()).hasSize(1);
    }
  }

  @Test
  void asksTheAgentForACertificate() throws Exception {
    TlsSettings mutual =
        server().requiringClients(certificates.brokerTrust().toString(), passwordFile);
    try (PushRig<FlumeEvent> rig = PushRig.of(PushRig.builder().tls(mutual).build())) {
      assertThatThrownBy(() -> rig.client(trusting()).append(EventBuilder.withBody("a", UTF_8)))
          .isInstanceOfAny(FlumeException.class, EventDeliveryException.class);
      assertThat(rig.intake.taken()).isEmpty();
      await().until(() -> rig.count("connections.broken") >= 1);

      // Flume's client has no certificate to show; a proxy in front of it may have.
      Socket known = certified().createSocket(InetAddress.getLoopbackAddress(), rig.port());
      try (RawClient client = new RawClient(known)) {
        client.send(AvroFrames.append(0, true, FlumeEvent.of(Map.of(), new byte[0])));
        assertThat(client.answer(0)).isEqualTo(RawClient.OK);
      }
      assertThat(rig.intake.records()).hasSize(1);
    }
  }

  @Test
  void aClientWithoutTlsIsClosed() throws Exception {
    try (PushRig<FlumeEvent> rig = PushRig.of(PushRig.builder().tls(server()).build());
        RawClient plain = new RawClient(rig.port())) {
      plain.send(AvroFrames.append(0, true, FlumeEvent.of(Map.of(), new byte[0])));

      assertThat(plain.isEnded()).isTrue();
      await().until(() -> rig.count("connections.broken") == 1);
      assertThat(rig.intake.taken()).isEmpty();
      assertThat(log.await(1))
          .singleElement()
          .asString()
          .endsWith(
              " is closed: it does not speak TLS, which this receiver is set to: set ssl = true in"
                  + " its sink");
    }
  }

  @Test
  void saysWhomAnAgentHasToTrustThatRefusesOurCertificate() throws Exception {
    try (PushRig<FlumeEvent> rig = PushRig.of(PushRig.builder().tls(server()).build())) {
      assertThatThrownBy(
              () ->
                  rig.client(trusting(certificates.brokerTrust()))
                      .append(EventBuilder.withBody("a", UTF_8)))
          .isInstanceOfAny(FlumeException.class, EventDeliveryException.class);
      assertThat(log.await(1))
          .allSatisfy(
              line ->
                  assertThat(line)
                      .startsWith("The connection from /127.0.0.1:")
                      .endsWith(
                          " is closed: it refuses the certificate of this receiver (Received fatal"
                              + " alert: certificate_unknown): the truststore of its sink has to"
                              + " have the authority CN=broker, and the certificate must not be"
                              + " out of date"));
      assertThat(log.lines()).hasSize((int) rig.count("connections.broken"));
      assertThat(rig.intake.taken()).isEmpty();
    }
  }

  @Test
  void saysWhatIsWrongWithAStore() {
    TlsSettings missing = TlsSettings.of(directory.resolve("none.p12").toString(), passwordFile);

    assertThatThrownBy(() -> PushRig.of(PushRig.builder().tls(missing).build()))
        .isInstanceOfAny(IOException.class, IllegalArgumentException.class)
        .hasMessageContaining("none.p12");
  }
}
