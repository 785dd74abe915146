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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one client may keep from the others, and for how long. */
@Timeout(120)
class RelpLimitsTest {
  private static final int MESSAGE = 1024;

  private final FakeIntake intake = new FakeIntake();
  private final FakeContext context = new FakeContext(PoisonPolicy.SKIP);
  private final LogLines log = LogLines.of(RelpConnection.class);
  private PushSource<String> source;

  @AfterEach
  void close() throws Exception {
    log.close();
    source.close();
    assertThat(intake.failures()).isEmpty();
    assertThat(context.metrics().value("buffered.bytes")).isZero();
  }

  private void start(UnaryOperator<RelpReceiver.Builder<String>> with) throws Exception {
    source =
        (PushSource<String>)
            with.apply(
                    RelpReceiver.strings()
                        .bind("127.0.0.1")
                        .port(0)
                        .maxMessageBytes(MESSAGE)
                        .maxBufferedBytes(MESSAGE))
                .build()
                .open(context);
    source.start(intake);
  }

  private RelpPeer connect() throws IOException {
    return new RelpPeer(context.metrics().value("port"));
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(30));
  }

  /** Has sent half of a message, for all of which memory is taken. */
  private RelpPeer half() throws IOException {
    RelpPeer peer = connect().open();
    peer.write("2 syslog 1000 " + "x".repeat(500));
    eventually().until(() -> context.metrics().value("buffered.bytes") == 1000);
    return peer;
  }

  @Test
  void whoFindsNoMemoryWaitsUntilThereIsSome() throws Exception {
    start(builder -> builder);
    try (RelpPeer first = half();
        RelpPeer second = connect()) {
      second.write(RelpWire.frame(1, "open", "commands=syslog\n" + "y".repeat(200)));
      second.send(2, "syslog", "second").send(3, "close", "");
      await().during(Duration.ofMillis(200)).until(() -> intake.records().isEmpty());
      first.write("x".repeat(500) + "\n");
      eventually().until(() -> intake.records().size() == 2);
      assertThat(intake.records()).containsExactly("x".repeat(1000), "second");
      intake.storeAll();
      assertThat(first.read()).isEqualTo("2 rsp 6 200 OK");
      assertThat(second.read()).startsWith("1 rsp ");
      assertThat(second.read()).isEqualTo("2 rsp 6 200 OK");
      assertThat(second.read()).isEqualTo("3 rsp 0");
    }
  }

  @Test
  void whatIsMalformedAfterAWaitEndsItsConnectionOnly() throws Exception {
    start(builder -> builder);
    try (RelpPeer probe = connect().open();
        RelpPeer second = connect().open();
        RelpPeer first = half()) {
      second.write("2 syslog 200 " + "y".repeat(200) + "\nx"); // in one read
      probe.send(2, "close", "");
      assertThat(probe.read()).as("the server has read that").isEqualTo("2 rsp 0");
      assertThat(intake.records()).isEmpty();
      first.write("x".repeat(500) + "\n");
      assertThatThrownBy(second::read).isInstanceOf(IOException.class);
      assertThat(log.await(1).get(0)).contains("0x78 in a transaction number");
      eventually().until(() -> intake.records().contains("x".repeat(1000)));
    }
  }

  @Test
  void whoStopsInTheMiddleOfAFrameIsDisconnected() throws Exception {
    start(builder -> builder.frameTimeout(Duration.ofMillis(500)));
    try (RelpPeer first = half();
        RelpPeer second = connect()) {
      second.write(RelpWire.frame(1, "open", "commands=syslog\n" + "y".repeat(200)));
      assertThat(second.read()).startsWith("1 rsp ");
      assertThatThrownBy(first::read).isInstanceOf(IOException.class);
      assertThat(log.await(1))
          .singleElement()
          .asString()
          .contains(first.address(), "it has not sent a whole frame within 500 ms");
    }
  }

  @Test
  void whoWaitsBecauseOfUsIsNotDisconnected() throws Exception {
    start(builder -> builder.frameTimeout(Duration.ofMillis(100)));
    intake.room(1);
    try (RelpPeer peer = connect().open()) {
      peer.send(2, "syslog", "a");
      eventually().until(() -> intake.records().size() == 1);
      peer.write("3 syslog 1 b\n4 sys");
      eventually().until(() -> intake.tries() == 2);
      await().during(Duration.ofMillis(500)).until(() -> log.lines().isEmpty());
      peer.write("log 1 c\n");
      intake.room(10);
      eventually().until(() -> intake.records().size() == 3);
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void whoReadsNoAnswersIsDisconnectedAndDisturbsNobody() throws Exception {
    intake.storeAtOnce();
    start(
        builder ->
            builder
                .maxUnanswered(100, 1 << 20)
                .sendBufferBytes(4096)
                .writeTimeout(Duration.ofMillis(500)));
    Socket deaf = new Socket();
    deaf.setReceiveBufferSize(4096);
    deaf.connect(
        new InetSocketAddress(
            InetAddress.getLoopbackAddress(), (int) context.metrics().value("port")));
    try (RelpPeer slow = new RelpPeer(deaf).open();
        RelpPeer other = connect().open()) {
      CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> sendUntilCut(slow));
      for (int transaction = 2; log.lines().isEmpty(); transaction++) {
        other.send(transaction, "syslog", "other");
        assertThat(other.read()).isEqualTo(transaction + " rsp 6 200 OK");
      }
      sending.join();
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains(slow.address(), "it has read none of its answers for 500 ms, and ");
    }
  }

  private static void sendUntilCut(RelpPeer peer) {
    try {
      for (int transaction = 2; ; transaction++) {
        peer.send(transaction, "syslog", "x");
      }
    } catch (IOException e) {
      return; // as it should be
    }
  }
}
