// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.PushSource;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.testkit.FakeContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What comes in one read goes into Spark in one batch. A message "wait" keeps the event loop until
 * the test has sent all that is to come in the next read.
 */
@Timeout(60)
class RelpBatchingTest {
  private static final int PATIENCE_MILLIS = 20_000;

  private final FakeIntake intake = new FakeIntake();
  private final FakeContext context = new FakeContext(PoisonPolicy.SKIP);
  private final CountDownLatch waiting = new CountDownLatch(1);
  private final CountDownLatch sent = new CountDownLatch(1);
  private PushSource<String> source;
  private Socket client;
  private RelpWire wire;

  @AfterEach
  void close() throws Exception {
    sent.countDown();
    client.close();
    source.close();
  }

  private void start(ReceiverSettings settings) throws Exception {
    source =
        (PushSource<String>)
            RelpReceiver.builder(this::decode)
                .bind("127.0.0.1")
                .port(0)
                .settings(settings)
                .build()
                .open(context);
    source.start(intake);
    client = new Socket(InetAddress.getLoopbackAddress(), (int) context.metrics().value("port"));
    client.setSoTimeout(PATIENCE_MILLIS);
    wire = new RelpWire(client.getInputStream());
    client.getOutputStream().write(RelpWire.frame(1, "open", RelpWire.OFFER));
    assertThat(wire.read()).startsWith("1 rsp ");
  }

  private void decode(byte[] message, Consumer<String> out) throws Exception {
    String text = new String(message, StandardCharsets.UTF_8);
    if (text.equals("wait")) {
      waiting.countDown();
      sent.await();
    }
    if (text.equals("poison")) {
      throw new IllegalArgumentException("on cue");
    }
    out.accept(text);
  }

  /** Sends "wait", and these and a close so that they come in one read after it. */
  private void sendTogether(String... messages) throws Exception {
    client.getOutputStream().write(RelpWire.frame(2, "syslog", "wait"));
    waiting.await();
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    int transaction = 3;
    for (String message : messages) {
      frames.writeBytes(RelpWire.frame(transaction++, "syslog", message));
    }
    frames.writeBytes(RelpWire.frame(transaction, "close", ""));
    client.getOutputStream().write(frames.toByteArray());
    sent.countDown();
  }

  private void assertAnswersAndEnd(int messages) throws IOException {
    for (int i = 0; i < messages; i++) {
      assertThat(wire.read()).isEqualTo((i + 2) + " rsp 6 200 OK");
    }
    assertThat(wire.read()).isEqualTo((messages + 2) + " rsp 0");
  }

  private static String[] messages(int count) {
    return IntStream.range(0, count).mapToObj(i -> "m" + i).toArray(String[]::new);
  }

  @Test
  void whatComesTogetherIsOneBatchAndAnsweredTogether() throws Exception {
    start(ReceiverSettings.defaults());
    String[] messages = messages(120);
    sendTogether(messages);
    await().until(() -> intake.records().size() == 121);
    assertThat(intake.batches()).isLessThan(10);
    assertThat(intake.records().subList(1, 121)).containsExactly(messages);
    assertThat(context.metrics().value("messages.unanswered")).isEqualTo(121);
    intake.storeAll();
    assertAnswersAndEnd(121);
    assertThat(context.metrics().value("messages.unanswered")).isZero();
  }

  @Test
  void aBatchIsAFractionOfTheBudget() throws Exception {
    start(ReceiverSettings.builder().maxBlockRecords(10).maxInFlightRecords(80).build());
    sendTogether(messages(120));
    await().until(() -> intake.records().size() == 121);
    assertThat(intake.batches()).isBetween(13, 30);
    intake.storeAll();
    assertAnswersAndEnd(121);
  }

  @Test
  void aBatchIsAFractionOfTheBudgetInBytes() throws Exception {
    start(ReceiverSettings.builder().maxBlockBytes(800).maxInFlightBytes(800).build());
    sendTogether(messages(120)); // two to four bytes each
    await().until(() -> intake.records().size() == 121);
    assertThat(intake.batches()).isBetween(4, 20);
    intake.storeAll();
    assertAnswersAndEnd(121);
  }

  @Test
  void poisonIsToldBeforeTheBatchItCameWithIsHandedOver() throws Exception {
    start(ReceiverSettings.defaults());
    List<Integer> told = new CopyOnWriteArrayList<>();
    intake.onSubmit(() -> told.add(context.poison().size()));
    sendTogether("a", "poison", "b", "poison", "c");
    await().until(() -> intake.records().size() == 4);
    assertThat(intake.records()).containsExactly("wait", "a", "b", "c");
    assertThat(told).startsWith(0).endsWith(2);
    assertThat(context.poison()).hasSize(2);
    assertThat(context.poison().get(0)).startsWith("transaction 4 from /127.0.0.1:");
    assertThat(context.poison().get(1)).startsWith("transaction 6 from /127.0.0.1:");
    intake.storeAll();
    assertAnswersAndEnd(6);
  }
}
