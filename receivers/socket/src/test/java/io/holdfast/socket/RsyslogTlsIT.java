// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.parts.FreePorts;
import io.holdfast.parts.RsyslogServer;
import io.holdfast.parts.TemporaryDirectory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** A real rsyslog that speaks TLS, with the right certificates and with wrong ones. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RsyslogTlsIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int MANY = 500;

  private static TemporaryDirectory certificates;
  private static Certificate ours;
  private static Certificate its;
  private static Certificate another;

  private final Ledger ledger = new Ledger();
  private TemporaryDirectory directory;
  private String test;
  private int port;

  @BeforeAll
  static void prepareAll() throws Exception {
    Optional<String> missing = RsyslogServer.missing();
    missing.ifPresent(why -> System.out.println("RsyslogTlsIT is skipped: " + why));
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    certificates = TemporaryDirectory.create("rsyslog-certificates");
    ours = Certificate.make(certificates.path(), "ours", "dns:receiver.test");
    its = Certificate.make(certificates.path(), "its", "dns:sender.test");
    another = Certificate.make(certificates.path(), "another", "dns:receiver.test");
  }

  @AfterAll
  static void cleanUpAll() {
    if (certificates != null) {
      certificates.close();
    }
  }

  @BeforeEach
  void prepare(TestInfo info) {
    test = "RsyslogTlsIT " + info.getDisplayName();
    directory = TemporaryDirectory.create("rsyslog-tls");
    port = FreePorts.choose(1).get(0);
  }

  @AfterEach
  void cleanUp() {
    directory.close();
  }

  /** Shows its own certificate, and believes ours, if it bears the name that it should. */
  private RsyslogServer rsyslog() throws Exception {
    return rsyslog(
        """
        tls="on" tls.caCert="%s" tls.myCert="%s" tls.myPrivKey="%s"
        tls.authMode="name" tls.permittedPeer=["receiver.test"]"""
            .formatted(ours.certificate(), its.certificate(), its.privateKey()));
  }

  private RsyslogServer rsyslog(String tls) throws Exception {
    RsyslogRules rules = RsyslogRules.to(port).with("queue.timeoutShutdown", "100").and(tls);
    return RsyslogServer.start(directory.path(), rules.toString());
  }

  private RelpRig receiver(Certificate shown, Certificate trusted) throws Exception {
    Tls tls =
        Tls.standard()
            .showing(shown.certificate(), shown.privateKey())
            .trusting(trusted.certificate());
    return RelpRig.start(ledger, port, builder -> builder.tls(tls));
  }

  private void send(RsyslogServer rsyslog) throws IOException {
    List<byte[]> messages = new ArrayList<>();
    for (int number = 0; number < MANY; number++) {
      String message = "<13>2026-11-28T10:00:00Z host-a words: 17 %d text".formatted(number);
      ledger.sent(message);
      messages.add(message.getBytes(UTF_8));
    }
    rsyslog.send(messages);
    await().atMost(SOON).until(() -> rsyslog.hasOnDisk(" 17 %d ".formatted(MANY - 1)));
  }

  private void awaitComplete() {
    try {
      await().atMost(SOON).until(ledger::isComplete);
    } finally {
      ledger.print(test);
    }
    ledger.assertSound();
    assertThat(ledger.again()).isLessThanOrEqualTo(1);
  }

  @Test
  void bothShowCertificates() throws Exception {
    try (RsyslogServer rsyslog = rsyslog()) {
      send(rsyslog);
      try (RelpRig unused = receiver(ours, its)) {
        awaitComplete();
      }
    }
  }

  @Test
  void rsyslogShowsACertificateOfAWrongAuthority() throws Exception {
    try (RsyslogServer rsyslog = rsyslog()) {
      send(rsyslog);
      try (Warnings warnings = Warnings.ofTheModule();
          RelpRig unused = receiver(ours, another)) {
        await().atMost(SOON).until(() -> warnings.contain("no TLS could be agreed on"));
      }
      assertThat(ledger.stored()).isZero();
      try (RelpRig unused = receiver(ours, its)) {
        awaitComplete();
      }
    }
  }

  /** It gives up then until it is started again. */
  @Test
  void theReceiverShowsACertificateOfAWrongAuthority() throws Exception {
    try (RsyslogServer rsyslog = rsyslog()) {
      send(rsyslog);
      try (Warnings warnings = Warnings.ofTheModule();
          RelpRig unused = receiver(another, its)) {
        assertThat(rsyslog.process().awaitLine("DISABLING action", SOON)).contains("certificate");
        await().atMost(SOON).until(() -> !warnings.lines().isEmpty());
        assertThat(warnings.lines())
            .singleElement()
            .asString()
            .contains("refuses it and says so in its own log only")
            .contains("has to trust the authority CN=another (in rsyslog: tls.caCert)");
      }
      assertThat(ledger.stored()).isZero();
      rsyslog.process().terminate();
      assertThat(rsyslog.process().awaitExit(SOON)).isZero();

      rsyslog.restart();
      try (RelpRig unused = receiver(ours, its)) {
        awaitComplete();
      }
    }
  }

  @Test
  void rsyslogShowsNoCertificate() throws Exception {
    String sentence = "as rsyslog does that has no certificate";
    try (RsyslogServer rsyslog = rsyslog("tls=\"on\"")) {
      send(rsyslog);
      try (Warnings warnings = Warnings.ofTheModule();
          RelpRig unused = receiver(ours, its)) {
        await().atMost(SOON).until(() -> warnings.contain(sentence));
      }
      assertThat(ledger.stored()).isZero();
      assertThat(rsyslog.hasOnDisk(" 17 0 ")).isTrue();
    }
  }
}
