// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.PushSource;
import io.holdfast.testkit.FakeContext;
import io.holdfast.testkit.LogLines;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whoever does not keep to the protocol is disconnected with one line that says who, where, why.
 */
@Timeout(60)
class RelpDisconnectTest {
  private static final int OPEN_BYTES =
      RelpWire.frame(1, "open", RelpWire.OFFER).length; // what comes before the rest

  private final FakeIntake intake = new FakeIntake();
  private final FakeContext context = new FakeContext(PoisonPolicy.SKIP);
  private final LogLines log = LogLines.of(RelpConnection.class);
  private PushSource<String> source;

  @AfterEach
  void close() throws Exception {
    log.close();
    source.close();
  }

  private RelpPeer start(UnaryOperator<RelpReceiver.Builder<String>> with) throws Exception {
    source =
        (PushSource<String>)
            with.apply(RelpReceiver.strings().bind("127.0.0.1").port(0).maxMessageBytes(1024))
                .build()
                .open(context);
    source.start(intake);
    return connect();
  }

  private RelpPeer start() throws Exception {
    return start(builder -> builder);
  }

  private RelpPeer connect() throws IOException {
    return new RelpPeer(context.metrics().value("port"));
  }

  /** And no second line comes, though the connection has gone entirely. */
  private void assertOneLine(RelpPeer peer, int bytes, String reason) {
    await().atMost(Duration.ofSeconds(30)).until(() -> context.metrics().value("connections") == 0);
    assertThat(log.await(1))
        .containsExactly(
            "connection-1 at %s is disconnected after %d bytes: %s"
                .formatted(peer.address(), bytes, reason));
    assertThat(context.metrics().count("connections.broken")).isEqualTo(1);
    assertThat(intake.failures()).isEmpty();
  }

  private static void assertDropped(RelpPeer peer) {
    assertThatThrownBy(peer::read)
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'x'                  | 0 | byte {0}: 0x78 in a transaction number, which is of digits",
        "'2 sys1og 1 x\n'     | 5 | byte {5}: 0x31 in a command, which is of letters",
        "'2 syslog 1x'        | 10 | byte {10}: 0x78 in a length, which is of digits",
        "'2 syslog 1 xx'      | 12 | byte {12}: a frame does not end with a line feed after its data",
        "'2 syslog 5\n'       | 10 | byte {10}: a frame ends before its 5 bytes of data",
        "'2 syslog 1025 '     | 13 | byte {13}: a frame has 1,025 bytes of data, and may have 1,024",
        "'2 syslog 9999999999 ' | 18 | byte {18}: a length of more than 9 digits",
        "'3 syslog 1 x\n'     | 13 | transaction 3 came where 2 is due",
        "'0 syslog 1 x\n'     | 13 | transaction 0 came where 2 is due",
        "'2 starttls 0\n'     | 13 | there is no command starttls",
        "'2 open 1 x\n'       | 11 | protocol error: connection already open"
      })
  void saysWhoAndWhereAndWhy(String bytes, int after, String reason) throws Exception {
    try (RelpPeer peer =
        start(builder -> builder.largeMessages(LargeMessagePolicy.DISCONNECT)).open()) {
      peer.write(bytes);
      if (reason.startsWith("protocol")) {
        assertThat(peer.read()).isEqualTo("2 rsp 43 500 " + reason);
      }
      assertDropped(peer);
      String at = reason.replace("{%d}".formatted(after), String.valueOf(OPEN_BYTES + after));
      assertOneLine(peer, OPEN_BYTES + after, at);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'1 syslog 1 x\n' | 13 | a message came before a session was opened",
        "'1 close 0\n'    | 10 | a close came before a session was opened",
        "'1 open 14 relp_version=x\n' | 25 | relp_version is no number",
        "'1 open 11 commands=at\n' | 22 | required command not supported by client",
        "'2 open 0\n'     | 9 | transaction 2 came where 1 is due"
      })
  void wantsASessionFirst(String bytes, int after, String reason) throws Exception {
    try (RelpPeer peer = start()) {
      peer.write(bytes);
      if (bytes.startsWith("1 open")) {
        assertThat(peer.read()).endsWith("500 " + reason);
      }
      assertDropped(peer);
      assertOneLine(peer, after, reason);
    }
  }

  @Test
  void aClientThatGoesInTheMiddleOfAFrame() throws Exception {
    RelpPeer peer = start().open();
    peer.send(2, "syslog", "whole").write("3 syslog 5 hal");
    await().until(() -> intake.records().size() == 1);
    peer.close();
    assertOneLine(
        peer,
        OPEN_BYTES + 17 + 11,
        "it has gone in the middle of a frame; 1 messages are unanswered");
    assertThat(intake.records()).containsExactly("whole");
  }

  @Test
  void aClientThatGoesWhileItsMessagesWaitForRoom() throws Exception {
    RelpPeer peer = start().open();
    intake.room(1);
    peer.send(2, "syslog", "a");
    await().until(() -> intake.records().size() == 1);
    peer.send(3, "syslog", "b");
    await().until(() -> intake.tries() == 2);
    peer.socket().setSoLinger(true, 0);
    peer.close();
    intake.store(0); // the server reads nothing now: it notices when it writes
    assertThat(log.await(1).get(0))
        .contains("it has gone without a close (", "; 1 messages are unanswered");
    assertThat(intake.ended()).isEmpty();

    intake.room(10);
    await().until(() -> intake.ended().size() == 1);
    assertThat(intake.records()).containsExactly("a", "b");
    assertThat(log.lines()).hasSize(1);
  }

  @Test
  void aConnectionThatIsReset() throws Exception {
    RelpPeer peer = start().open();
    peer.socket().setSoLinger(true, 0);
    peer.close();
    assertOneLine(
        peer,
        OPEN_BYTES,
        "it has gone without a close (Connection reset); 0 messages are unanswered");
  }

  @Test
  void aConnectionThatIsHalfClosed() throws Exception {
    try (RelpPeer peer = start().open()) {
      peer.socket().shutdownOutput();
      assertDropped(peer);
      assertOneLine(peer, OPEN_BYTES, "it has gone without a close; 0 messages are unanswered");
    }
  }

  @Test
  void noLineForAProbeNorForAnOrderlyEnd() throws Exception {
    start().close();
    try (RelpPeer peer = connect().open()) {
      peer.send(2, "close", "");
      assertThat(peer.read()).isEqualTo("2 rsp 0");
      assertDropped(peer);
    }
    await().until(() -> context.metrics().value("connections") == 0);
    assertThat(log.lines()).isEmpty();
    assertThat(context.metrics().count("connections.broken")).isZero();
  }

  @Test
  void aClientThatOpensNoSessionInTime() throws Exception {
    try (RelpPeer peer = start(builder -> builder.handshakeTimeout(Duration.ofMillis(50)))) {
      peer.write("1 op");
      assertDropped(peer);
      assertOneLine(peer, 4, "it has not opened a session within 50 ms");
    }
  }
}
