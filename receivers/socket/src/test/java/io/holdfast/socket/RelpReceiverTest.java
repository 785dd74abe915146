// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.testkit.SparkCopy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RelpReceiverTest {

  private static RelpReceiver.Builder<String> complete() {
    return RelpReceiver.strings().port(20514);
  }

  private static void assertRefused(RelpReceiver.Builder<?> builder, String message) {
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void refusesWhatIsMissingOrOutOfRange() {
    assertRefused(
        RelpReceiver.strings(),
        "port is missing: name the port to listen at, or ports, or 0 for any");
    assertRefused(complete().ports(9, 8), "ports 9 to 8 are none");
    assertRefused(complete().port(70_000), "ports 70000 to 70000 are none");
    assertRefused(complete().maxConnections(0), "maxConnections 0 is less than 1");
    assertRefused(
        complete().maxMessageBytes(1), "maxMessageBytes 1 is not between 1,024 and 67,108,864");
    assertRefused(
        complete().maxUnanswered(0, 1), "maxUnanswered 0 messages and 1 bytes: less than 1");
    assertRefused(
        complete().handshakeTimeout(Duration.ZERO),
        "handshakeTimeout 0 ms is not between 10 and 600,000 ms");
    assertRefused(
        complete().maxBufferedBytes(1 << 10),
        "maxBufferedBytes 1,024 is less than maxMessageBytes 131,072: one message has to fit");
    assertRefused(
        complete().frameTimeout(Duration.ZERO),
        "frameTimeout 0 ms is not between 100 and 600,000 ms");
    assertRefused(
        complete().writeTimeout(Duration.ofHours(1)),
        "writeTimeout 3600000 ms is not between 100 and 600,000 ms");
    assertRefused(
        complete().quietTime(Duration.ofMinutes(1)),
        "quietTime 60000 ms is not between 1 and 10,000 ms");
    assertRefused(
        complete().tls(Tls.standard()),
        "tls shows no certificate, and a server needs one: call showing");
    assertRefused(
        complete().tls(Tls.standard().showing("c", "k")).permittedPeers("web"),
        "permittedPeers needs certificates of clients: set tls, and call its trusting");
    assertThat(complete().ports(1, 2).build()).hasToString("RelpReceiver at 0.0.0.0:1-2");
  }

  @ParameterizedTest
  @EnumSource
  void travels(SparkCopy by) {
    RelpReceiver<String> receiver =
        complete()
            .maxConnections(7)
            .tls(Tls.standard().showing("c", "k").trusting("a"))
            .permittedPeers("*.example.org", "SHA1:" + "00:".repeat(19) + "00")
            .build();

    RelpReceiver<String> copy = by.of(receiver, SocketKryoRegistrator.class);

    assertThat(copy).isNotSameAs(receiver).usingRecursiveComparison().isEqualTo(receiver);
  }
}
