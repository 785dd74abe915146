// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.PushSource;
import io.holdfast.testkit.FakeContext;
import io.holdfast.testkit.LogLines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may speak TLS with the server, and what its log says of the others. */
@Timeout(120)
class RelpTlsTest {
  private static final Duration BOUND = Duration.ofSeconds(30);

  private static Certificate server;
  private static Certificate client;

  private final FakeIntake intake = new FakeIntake();
  private final FakeContext context = new FakeContext(PoisonPolicy.SKIP);
  private final LogLines log = LogLines.of(RelpConnection.class);
  private PushSource<String> source;

  @BeforeAll
  static void make(@TempDir Path folder) throws Exception {
    server = Certificate.make(folder, "server", "ip:127.0.0.1");
    client = Certificate.make(folder, "client", "dns:web7.example.org");
  }

  @AfterEach
  void close() throws Exception {
    log.close();
    source.close();
    assertThat(intake.failures()).isEmpty();
  }

  private void start(String... permittedPeers) throws Exception {
    source =
        (PushSource<String>)
            RelpReceiver.strings()
                .bind("127.0.0.1")
                .port(0)
                .tls(
                    Tls.standard()
                        .showing(server.certificate(), server.privateKey())
                        .trusting(client.certificate()))
                .permittedPeers(permittedPeers)
                .build()
                .open(context);
    source.start(intake);
  }

  private int port() {
    return (int) context.metrics().value("port");
  }

  private RelpPeer connect(Tls tls) throws IOException {
    return new RelpPeer(new LineConnector("127.0.0.1", port(), BOUND, BOUND, tls).connect());
  }

  private static Tls certified() {
    return Tls.standard()
        .trusting(server.certificate())
        .showing(client.certificate(), client.privateKey());
  }

  private void assertServed() throws IOException {
    try (RelpPeer peer = connect(certified()).open()) {
      peer.send(2, "syslog", "hello");
      await().atMost(BOUND).until(() -> intake.records().contains("hello"));
      intake.storeAll();
      assertThat(peer.read()).isEqualTo("2 rsp 6 200 OK");
      peer.send(3, "close", "");
      assertThat(peer.read()).isEqualTo("3 rsp 0");
    }
  }

  private static void assertDropped(RelpPeer peer) {
    assertThatThrownBy(
            () -> {
              peer.write(RelpWire.frame(1, "open", RelpWire.OFFER));
              peer.read();
            })
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
  }

  private void assertOneLine(RelpPeer peer, String reason) {
    await().atMost(BOUND).until(() -> context.metrics().value("connections") == 0);
    assertThat(log.await(1)).hasSize(1);
    assertThat(log.lines().get(0))
        .startsWith("connection-1 at %s is disconnected after 0 bytes: ".formatted(peer.address()))
        .contains(reason);
  }

  @Test
  void whoeverHasACertificateMaySend() throws Exception {
    start();
    assertServed();
  }

  @Test
  void permittedPeersMaySend() throws Exception {
    start("*.example.org");
    assertServed();
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void othersAreDisconnectedThoughTheirCertificateIsTrusted() throws Exception {
    start("*.example.com");
    try (RelpPeer peer = connect(certified())) {
      assertDropped(peer);
      assertOneLine(
          peer, "its certificate, of [web7.example.org, client] with the fingerprint SHA");
    }
  }

  @Test
  void whoeverShowsNoCertificateIsDisconnected() throws Exception {
    start();
    try (RelpPeer peer = connect(Tls.standard().trusting(server.certificate()))) {
      assertDropped(peer);
      assertOneLine(peer, "no TLS could be agreed on: Empty client certificate chain");
    }
  }

  @Test
  void theLogSaysWhatAnonymousTlsLacks() throws Exception {
    start();
    try (RelpPeer peer = new RelpPeer(port())) {
      peer.write(anonymousHello());
      assertDropped(peer);
      assertOneLine(
          peer,
          "it offers no cipher suite that Java has, as rsyslog does that has no certificate and so"
              + " speaks anonymous TLS only: set tls.myCert, tls.myPrivKey and tls.caCert");
    }
  }

  /** A ClientHello of TLS 1.2 that offers TLS_DH_anon_WITH_AES_128_GCM_SHA256 and nothing else. */
  private static byte[] anonymousHello() {
    ByteArrayOutputStream hello = new ByteArrayOutputStream();
    hello.writeBytes(new byte[] {3, 3}); // version
    hello.writeBytes(new byte[32]); // random
    hello.write(0); // no session
    hello.writeBytes(new byte[] {0, 2, 0, (byte) 0xA6}); // the suites
    hello.writeBytes(new byte[] {1, 0}); // no compression
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    record.writeBytes(new byte[] {22, 3, 1, 0, (byte) (hello.size() + 4)});
    record.writeBytes(new byte[] {1, 0, 0, (byte) hello.size()});
    record.writeBytes(hello.toByteArray());
    return record.toByteArray();
  }

  @Test
  void theLogSaysWhomAClientHasToTrustThatRefusesOurCertificate() throws Exception {
    start();
    Tls distrusting =
        Tls.standard()
            .trusting(client.certificate())
            .showing(client.certificate(), client.privateKey());
    assertThatThrownBy(() -> connect(distrusting))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("PKIX path building failed");
    await().atMost(BOUND).until(() -> context.metrics().value("connections") == 0);
    assertThat(log.await(1))
        .singleElement()
        .asString()
        .startsWith("connection-1 at /127.0.0.1:")
        .contains(
            " is disconnected after 0 bytes: it refuses the certificate of this receiver (Received"
                + " fatal alert: certificate_unknown): it has to trust the authority CN=server (in"
                + " rsyslog: tls.caCert)");
    assertServed();
  }

  @Test
  void whoeverOnlyLooksWhetherItIsThereIsNotTalkedOf() throws Exception {
    start();
    new RelpPeer(port()).close();
    await().atMost(BOUND).until(() -> context.metrics().count("connections.accepted") == 1);
    await().atMost(BOUND).until(() -> context.metrics().value("connections") == 0);
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void theLogSaysThatAClientSpeaksNoTlsAndNotWhatItSent() throws Exception {
    start();
    try (RelpPeer peer = new RelpPeer(port())) {
      assertDropped(peer);
      assertOneLine(peer, "it does not speak TLS, which this receiver is set to");
    }
  }
}
