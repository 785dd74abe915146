// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.teragrep.rlp_01.RelpBatch;
import com.teragrep.rlp_01.RelpConnection;
import io.holdfast.parts.FaultProxy;
import io.holdfast.parts.FaultProxy.Cut;
import io.holdfast.parts.FaultProxy.Direction;
import io.holdfast.parts.FreePorts;
import io.holdfast.socket.LedgerIntake.Hold;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/**
 * The client of RELP in Java that has nothing to do with rsyslog, nor with us. It sends a whole
 * batch before it reads an answer, so a batch is its window, and one message can be.
 */
@Timeout(180)
class RelpClientIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int MANY = 1_000;

  private final Ledger ledger = new Ledger();
  private final RelpConnection client = new RelpConnection();
  private String test;
  private int port;
  private FaultProxy proxy;
  private int numbers;

  @BeforeEach
  void prepare(TestInfo info) {
    test = "RelpClientIT " + info.getDisplayName();
    port = FreePorts.choose(1).get(0);
    proxy = FaultProxy.to(port);
    client.setReadTimeout((int) SOON.toMillis());
  }

  @AfterEach
  void cleanUp() {
    client.tearDown();
    proxy.close();
  }

  private RelpRig receiver() throws Exception {
    return RelpRig.start(ledger, port);
  }

  private void connect() throws IOException, TimeoutException {
    assertThat(client.connect("127.0.0.1", proxy.port())).isTrue();
  }

  private RelpBatch batch(int count) {
    RelpBatch batch = new RelpBatch();
    for (int i = 0; i < count; i++) {
      String message =
          "<13>2026-11-28T10:00:00Z host-a words: 17 %d two\nlines \u0000\u00ff"
              .formatted(numbers++);
      ledger.sent(message);
      batch.insert(message.getBytes(ISO_8859_1));
    }
    return batch;
  }

  private void commit(RelpBatch batch) throws IOException, TimeoutException {
    client.commit(batch);
    assertThat(batch.verifyTransactionAll()).isTrue();
  }

  /** As its users do. */
  private void commitAgain(RelpBatch batch) throws IOException, TimeoutException {
    client.tearDown();
    batch.retryAllFailed();
    connect();
    commit(batch);
  }

  private void assertComplete() {
    ledger.print(test);
    assertThat(ledger.isComplete()).isTrue();
    ledger.assertSound();
    ledger.assertInOrder();
  }

  @Test
  void oneMessageIsSentAtATime() throws Exception {
    try (RelpRig unused = receiver()) {
      connect();
      for (int i = 0; i < 300; i++) {
        commit(batch(1));
        assertThat(ledger.stored()).isEqualTo(i + 1);
      }
      assertThat(client.disconnect()).isTrue();
      assertComplete();
      assertThat(ledger.again()).isZero();
    }
  }

  @Test
  void aBatchIsSentBeforeAnAnswerIsRead() throws Exception {
    try (RelpRig unused = receiver()) {
      connect();
      commit(batch(20_000));
      assertComplete();
      assertThat(ledger.again()).isZero();
    }
  }

  @Test
  void theReceiverIsKilledBeforeTheStore() throws Exception {
    killedWhile(Hold.BEFORE_THE_STORE);
    assertThat(ledger.again()).isZero();
  }

  @Test
  void theReceiverIsKilledBetweenStoreAndAnswer() throws Exception {
    killedWhile(Hold.BEFORE_THE_ANSWER);
    assertThat(ledger.again()).isEqualTo(MANY);
  }

  private void killedWhile(Hold hold) throws Exception {
    RelpRig receiver = receiver();
    connect();
    commit(batch(MANY));
    receiver.intake.hold(hold);
    RelpBatch batch = batch(MANY);
    Thread killer =
        new Thread(
            () -> {
              await().atMost(SOON).until(() -> receiver.intake.held() == MANY);
              proxy.cut(Cut.RST);
            });
    killer.start();
    assertThatThrownBy(() -> client.commit(batch)).isInstanceOf(IOException.class);
    killer.join(SOON.toMillis());
    receiver.close();
    assertThat(proxy.cuts()).isEqualTo(1);
    assertThat(batch.verifyTransactionAll()).isFalse();

    try (RelpRig unused = receiver()) {
      commitAgain(batch);
      assertComplete();
    }
  }

  @Test
  void itWaitsForAnswersThatAreLost() throws Exception {
    client.setReadTimeout(1_000);
    try (RelpRig unused = receiver()) {
      connect();
      proxy.swallow(Direction.TO_CLIENT);
      RelpBatch batch = batch(MANY);
      assertThatThrownBy(() -> client.commit(batch)).isInstanceOf(TimeoutException.class);
      await().atMost(SOON).until(() -> ledger.stored() == MANY);
      assertThat(proxy.swallowed(Direction.TO_CLIENT)).isPositive();
      proxy.heal();

      client.setReadTimeout((int) SOON.toMillis());
      commitAgain(batch);
      assertComplete();
      assertThat(ledger.again()).isEqualTo(MANY);
    }
  }
}
