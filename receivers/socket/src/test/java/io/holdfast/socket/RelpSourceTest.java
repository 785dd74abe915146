// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.PushSource;
import io.holdfast.testkit.FakeContext;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the server answers to whom, and when, with frames written by hand. */
@Timeout(60)
class RelpSourceTest {
  private static final int PATIENCE_MILLIS = 20_000;

  private final FakeIntake intake = new FakeIntake();
  private final FakeContext context = new FakeContext(PoisonPolicy.SKIP);
  private final List<Socket> clients = new ArrayList<>();
  private PushSource<String> source;

  @AfterEach
  void close() throws Exception {
    for (Socket client : clients) {
      client.close();
    }
    if (source != null) {
      source.close();
    }
  }

  private void start() throws Exception {
    start(builder -> builder);
  }

  private void start(UnaryOperator<RelpReceiver.Builder<String>> with) throws Exception {
    source =
        (PushSource<String>)
            with.apply(RelpReceiver.strings().bind("127.0.0.1").port(0)).build().open(context);
    source.start(intake);
  }

  /** One client and what it reads. */
  private final class Client {
    private final Socket socket;
    private final RelpWire wire;

    Client() throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), (int) context.metrics().value("port"));
      socket.setSoTimeout(PATIENCE_MILLIS);
      clients.add(socket);
      wire = new RelpWire(socket.getInputStream());
    }

    Client open() throws IOException {
      send(1, "open", RelpWire.OFFER);
      assertThat(wire.read()).startsWith("1 rsp ").contains("200 OK\nrelp_version=0\n");
      return this;
    }

    Client send(long transaction, String command, String data) throws IOException {
      socket.getOutputStream().write(RelpWire.frame(transaction, command, data));
      return this;
    }

    /** Sends a message that is in a batch of its own. */
    Client sendAlone(long transaction, String data) throws IOException {
      int taken = intake.records().size();
      send(transaction, "syslog", data);
      awaitTaken(taken + 1);
      return this;
    }

    void assertReads(String frame) throws IOException {
      assertThat(wire.read()).isEqualTo(frame);
    }

    void assertEnds() {
      assertThatThrownBy(wire::read).isInstanceOf(EOFException.class);
    }

    void assertDropped() {
      assertThatThrownBy(wire::read)
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SocketTimeoutException.class); // as when it just waits
    }
  }

  private void awaitTaken(int count) {
    await().until(() -> intake.records().size() == count);
  }

  @Test
  void answersWhenDurableAndInOrder() throws Exception {
    start();
    Client client = new Client().open();
    client.sendAlone(2, "a").sendAlone(3, "b\nb").sendAlone(4, "");
    assertThat(intake.records()).containsExactly("a", "b\nb", "");
    intake.store(1);
    intake.store(0);
    client.assertReads("2 rsp 6 200 OK");
    client.assertReads("3 rsp 6 200 OK");
    intake.store(2);
    client.assertReads("4 rsp 6 200 OK");
  }

  @Test
  void answersACloseAfterEveryEarlierMessage() throws Exception {
    start();
    Client client = new Client().open().send(2, "syslog", "a").send(3, "close", "");
    awaitTaken(1);
    intake.store(0);
    client.assertReads("2 rsp 6 200 OK");
    client.assertReads("3 rsp 0");
    client.assertEnds();
  }

  @Test
  void closesWithoutAnAnswerWhatIsNotStored() throws Exception {
    start();
    Client client = new Client().open().sendAlone(2, "a").sendAlone(3, "b").sendAlone(4, "c");
    intake.refuse(1);
    intake.store(2);
    intake.store(0);
    client.assertReads("2 rsp 6 200 OK");
    client.assertEnds();
  }

  @Test
  void saysThatItClosesAtTheEndOfTheSession() throws Exception {
    start();
    Client client = new Client().open().send(2, "syslog", "a");
    awaitTaken(1);
    intake.store(0);
    source.close();
    source = null;
    client.assertReads("2 rsp 6 200 OK");
    client.assertReads("0 serverclose 0");
    client.assertEnds();
  }

  @Test
  void waitsForRoomInOrder() throws Exception {
    start();
    intake.room(1);
    Client client = new Client().open().sendAlone(2, "m2");
    for (int i = 3; i < 7; i++) {
      client.send(i, "syslog", "m" + i);
    }
    client.send(7, "close", "");
    intake.room(2);
    await().until(() -> intake.batches() == 2);
    intake.room(10);
    awaitTaken(5);
    assertThat(intake.records()).containsExactly("m2", "m3", "m4", "m5", "m6");
    intake.storeAll();
    for (int i = 2; i < 7; i++) {
      client.assertReads(i + " rsp 6 200 OK");
    }
    client.assertReads("7 rsp 0");
  }

  @Test
  void sealsOnceNothingMoreComes() throws Exception {
    Duration quiet = Duration.ofSeconds(10);
    start(builder -> builder.quietTime(quiet));
    Client client = new Client().open();
    client.send(2, "syslog", "a");
    awaitTaken(1);
    client.send(3, "syslog", "b");
    awaitTaken(2);
    await().until(() -> intake.delays().size() == 2);
    assertThat(intake.delays())
        .as("the time since the message came is over")
        .allSatisfy(delay -> assertThat(delay).isPositive().isLessThan(quiet));
    assertThat(intake.seals()).isZero();
  }

  @Test
  void sealsNotSoonerForWhatHadToWaitForRoom() throws Exception {
    Duration quiet = Duration.ofSeconds(10);
    start(builder -> builder.quietTime(quiet));
    intake.room(0);
    new Client().open().send(2, "syslog", "a");
    await().until(() -> intake.tries() > 0);
    intake.room(1);
    awaitTaken(1);
    await().until(() -> intake.delays().size() == 1);
    assertThat(intake.delays()).containsExactly(quiet);
  }

  @Test
  void sealsAtManyWithoutWaiting() throws Exception {
    start(builder -> builder.quietTime(Duration.ofSeconds(10)));
    Client client = new Client().open();
    for (int i = 0; i < 127; i++) {
      client.send(i + 2, "syslog", "m");
    }
    awaitTaken(127);
    assertThat(intake.seals()).isZero();
    client.send(129, "syslog", "m");
    await().until(() -> intake.seals() == 1);
  }

  @Test
  void passesOverPoisonAndAnswersIt() throws Exception {
    start();
    Client client = new Client().open();
    client
        .socket
        .getOutputStream()
        .write(RelpWire.frame(2, "syslog", new byte[] {(byte) 0xC3, '('}));
    await().until(() -> !context.poison().isEmpty());
    assertThat(context.poison().get(0))
        .startsWith("transaction 2 from /127.0.0.1:")
        .endsWith(": byte 1 of 2 is 0xC3, which is not valid UTF-8 there");
    await().until(() -> intake.delays().size() == 1);
    intake.store(0);
    client.assertReads("2 rsp 6 200 OK");
  }

  @Test
  void cutsALargeMessageAndCountsIt() throws Exception {
    start(builder -> builder.maxMessageBytes(1024));
    Client client = new Client().open().send(2, "syslog", "x".repeat(5000)).send(3, "syslog", "y");
    awaitTaken(2);
    assertThat(intake.records()).containsExactly("x".repeat(1024), "y");
    assertThat(context.metrics().count("messages.cut")).isEqualTo(1);
    intake.storeAll();
    client.assertReads("2 rsp 6 200 OK");
  }

  @Test
  void refusesASecondOpen() throws Exception {
    start();
    Client client = new Client().open().send(2, "open", RelpWire.OFFER);
    client.assertReads("2 rsp 43 500 protocol error: connection already open");
    client.assertDropped();
  }

  @Test
  void dropsWhoDoesNotKeepToTheProtocolAndNobodyElse() throws Exception {
    start();
    Client good = new Client().open();
    new Client().send(1, "syslog", "before open").assertDropped();
    new Client().open().send(3, "syslog", "a wrong transaction").assertDropped();
    new Client().open().send(2, "starttls", "").assertDropped();
    new Client().open().send(2, "x", "\n\n\n").send(2, "y", "").assertDropped();
    assertThat(intake.records()).isEmpty();
    good.send(2, "syslog", "good");
    awaitTaken(1);
    intake.store(0);
    good.assertReads("2 rsp 6 200 OK");
    assertThat(intake.failures()).isEmpty();
    await().until(() -> intake.ended().size() == 4);
  }

  @Test
  void dropsWhoOpensNoSessionInTime() throws Exception {
    start(builder -> builder.handshakeTimeout(Duration.ofMillis(50)));
    new Client().assertDropped();
  }

  @Test
  void takesNoMoreConnectionsThanItMay() throws Exception {
    start(builder -> builder.maxConnections(1));
    Client first = new Client().open();
    new Client().assertDropped();
    first.send(2, "syslog", "a");
    awaitTaken(1);
    first.socket.close();
    await().until(() -> intake.ended().size() == 1);
    new Client().open();
  }

  @Test
  void readsNoFurtherThanTheUnansweredMayBe() throws Exception {
    start(builder -> builder.maxUnanswered(10, 1 << 20));
    Client client = new Client().open();
    for (int i = 2; i < 12; i++) {
      client.sendAlone(i, "m");
    }
    client.send(12, "syslog", "m");
    await().during(Duration.ofMillis(200)).until(() -> intake.records().size() == 10);
    intake.store(0);
    awaitTaken(11);
  }

  @Test
  void saysThatAPortIsTaken() throws Exception {
    start();
    int port = (int) context.metrics().value("port");
    PushSource<String> second =
        (PushSource<String>)
            RelpReceiver.strings().bind("127.0.0.1").port(port).build().open(context);
    assertThatThrownBy(() -> second.start(intake))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot listen at 127.0.0.1:%d: ".formatted(port));
    second.close();
  }

  @Test
  void speaksTlsToClientsItTrustsOnly(@TempDir Path folder) throws Exception {
    Certificate server = Certificate.make(folder, "server", "ip:127.0.0.1");
    Certificate own = Certificate.make(folder, "client", "ip:127.0.0.1");
    start(
        builder ->
            builder.tls(
                Tls.standard()
                    .showing(server.certificate(), server.privateKey())
                    .trusting(own.certificate())));
    int port = (int) context.metrics().value("port");
    Tls trusting = Tls.standard().trusting(server.certificate());
    Duration bound = Duration.ofSeconds(10);
    try (Socket trusted =
        new LineConnector(
                "127.0.0.1",
                port,
                bound,
                bound,
                trusting.showing(own.certificate(), own.privateKey()))
            .connect()) {
      trusted.getOutputStream().write(RelpWire.frame(1, "open", RelpWire.OFFER));
      assertThat(new RelpWire(trusted.getInputStream()).read()).contains("200 OK");
    }
    assertThatThrownBy(
            () -> {
              try (Socket stranger =
                  new LineConnector("127.0.0.1", port, bound, bound, trusting).connect()) {
                stranger.getOutputStream().write(RelpWire.frame(1, "open", RelpWire.OFFER));
                new RelpWire(stranger.getInputStream()).read();
              }
            })
        .isInstanceOf(IOException.class);
    new Client().send(1, "open", RelpWire.OFFER).assertDropped();
    assertThat(intake.failures()).isEmpty();
  }
}
