// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.parts.FaultProxy;
import io.holdfast.parts.FaultProxy.Cut;
import io.holdfast.parts.FaultProxy.Direction;
import io.holdfast.parts.FreePorts;
import io.holdfast.parts.RsyslogServer;
import io.holdfast.parts.TemporaryDirectory;
import io.holdfast.socket.LedgerIntake.Hold;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real rsyslog with the ready configuration, through faults; a ledger says what they cost. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RsyslogIT {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String HOST = "host-a";
  private static final int WINDOW = 128;

  /** How many messages are sent a time: more than a window. */
  private static final int MANY = 500;

  private static final Duration TIMEOUT = Duration.ofSeconds(LONG ? 90 : 3);

  private final Ledger ledger = new Ledger();
  private TemporaryDirectory directory;
  private String test;
  private int port;
  private FaultProxy proxy;
  private int numbers;

  @BeforeAll
  static void requireRsyslog() throws InterruptedException {
    Optional<String> missing = RsyslogServer.missing();
    missing.ifPresent(why -> System.out.println("RsyslogIT is skipped: " + why));
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
  }

  @BeforeEach
  void prepare(TestInfo info) {
    test = "RsyslogIT " + info.getDisplayName();
    directory = TemporaryDirectory.create("rsyslog");
    port = FreePorts.choose(1).get(0);
    proxy = FaultProxy.to(port);
  }

  @AfterEach
  void cleanUp() {
    proxy.close();
    directory.close();
  }

  private RsyslogRules rules() throws IOException {
    return RsyslogRules.to(proxy.port())
        .with("windowSize", Integer.toString(WINDOW))
        .with("timeout", Long.toString(TIMEOUT.toSeconds()));
  }

  private RsyslogServer rsyslog(RsyslogRules rules) throws Exception {
    return RsyslogServer.start(directory.path().resolve("rsyslog"), rules.toString());
  }

  private RelpRig receiver() throws Exception {
    return RelpRig.start(ledger, port);
  }

  private static String message(String host, int number, String text) {
    return "<13>2026-11-28T10:00:00Z %s words: 17 %d %s".formatted(host, number, text);
  }

  private void send(RsyslogServer rsyslog, int count) throws IOException {
    send(rsyslog, count, number -> "caf\u00e9");
  }

  private void send(RsyslogServer rsyslog, int count, IntFunction<String> text) throws IOException {
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String message = message(HOST, numbers, text.apply(numbers++));
      ledger.sent(message);
      messages.add(message.getBytes(ISO_8859_1));
    }
    rsyslog.send(messages);
  }

  /** What a SIGKILL of it looks like to the sender: no farewell, and nobody there. */
  private void kill(RelpRig receiver) throws Exception {
    proxy.refuse();
    proxy.cut(Cut.RST);
    await().atMost(SOON).until(() -> proxy.connections() == 0);
    receiver.close();
  }

  private void awaitOnDisk(RsyslogServer rsyslog) {
    String last = " 17 %d ".formatted(numbers - 1);
    await().atMost(SOON).until(() -> rsyslog.hasOnDisk(last));
  }

  /** One message has made it; so connections are made, and the next ones fill the window. */
  private void begin(RsyslogServer rsyslog) throws IOException {
    send(rsyslog, 1);
    await().atMost(SOON).until(ledger::isComplete);
  }

  /** One message has made it, and as many as rsyslog sends without an answer are held. */
  private void fillTheWindow(RsyslogServer rsyslog, RelpRig receiver, Hold hold)
      throws IOException {
    begin(rsyslog);
    receiver.intake.hold(hold);
    send(rsyslog, MANY);
    await().atMost(SOON).until(() -> receiver.intake.held() == WINDOW);
  }

  private void awaitComplete() {
    try {
      await().atMost(SOON).until(ledger::isComplete);
    } finally {
      ledger.print(test);
    }
    ledger.assertSound();
  }

  private void awaitCompleteAndInOrder() {
    awaitComplete();
    ledger.assertInOrder();
  }

  @Test
  void theReceiverIsKilledBeforeTheStore() throws Exception {
    try (RsyslogServer rsyslog = rsyslog(rules())) {
      RelpRig receiver = receiver();
      fillTheWindow(rsyslog, receiver, Hold.BEFORE_THE_STORE);
      kill(receiver);
      assertThat(ledger.stored()).isEqualTo(1);

      proxy.heal();
      try (RelpRig unused = receiver()) {
        awaitCompleteAndInOrder();
      }
      assertThat(proxy.cuts()).isPositive();
      assertThat(ledger.again()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void theReceiverIsKilledBetweenStoreAndAnswer() throws Exception {
    try (RsyslogServer rsyslog = rsyslog(rules())) {
      RelpRig receiver = receiver();
      fillTheWindow(rsyslog, receiver, Hold.BEFORE_THE_ANSWER);
      kill(receiver);
      assertThat(ledger.stored()).isEqualTo(1 + WINDOW);

      proxy.heal();
      try (RelpRig unused = receiver()) {
        awaitCompleteAndInOrder();
      }
      assertThat(ledger.again()).isBetween(1, WINDOW + 1);
    }
  }

  @Test
  void answersAreLost() throws Exception {
    try (RsyslogServer rsyslog = rsyslog(rules());
        RelpRig receiver = receiver()) {
      begin(rsyslog);
      proxy.swallow(Direction.TO_CLIENT);
      send(rsyslog, MANY);
      await().atMost(SOON).until(() -> ledger.answered() == 1 + WINDOW);
      assertThat(proxy.swallowed(Direction.TO_CLIENT)).isPositive();
      proxy.heal();
      proxy.cut(Cut.RST);

      awaitCompleteAndInOrder();
      assertThat(proxy.cuts()).isEqualTo(1);
      assertThat(ledger.again()).isBetween(1, WINDOW + 1);
      assertThat(receiver.connections()).isEqualTo(1);
    }
  }

  @Test
  void theNetworkIsCutInTheMiddleOfMessages() throws Exception {
    int cuts = LONG ? 20 : 3;
    try (RsyslogServer rsyslog = rsyslog(rules());
        RelpRig unused = receiver()) {
      begin(rsyslog);
      for (int cut = 1; cut <= cuts; cut++) {
        proxy.cutAfter(Direction.TO_SERVER, 1_003L * cut, cut % 2 == 0 ? Cut.RST : Cut.FIN);
        send(rsyslog, MANY);
        long soFar = cut;
        await().atMost(SOON).until(() -> proxy.cuts() == soFar && ledger.isComplete());
      }
      awaitCompleteAndInOrder();
      assertThat(ledger.again()).isLessThanOrEqualTo(cuts * (WINDOW + 1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 1000})
  void noMoreThanAWindowIsUnanswered(int window) throws Exception {
    try (RsyslogServer rsyslog = rsyslog(rules().with("windowSize", Integer.toString(window)))) {
      RelpRig receiver = receiver();
      receiver.intake.hold(Hold.BEFORE_THE_ANSWER);
      send(rsyslog, 2 * window);
      await().atMost(SOON).until(() -> receiver.intake.held() == window);
      kill(receiver);
      assertThat(ledger.stored()).isEqualTo(window);

      proxy.heal();
      try (RelpRig unused = receiver()) {
        awaitCompleteAndInOrder();
      }
      assertThat(ledger.again()).isBetween(1, window + 1);
    }
  }

  @Test
  void nothingIsAnsweredForLongerThanItWaits() throws Exception {
    try (RsyslogServer rsyslog = rsyslog(rules());
        RelpRig receiver = receiver()) {
      begin(rsyslog);
      receiver.intake.hold(Hold.BEFORE_THE_ANSWER);
      send(rsyslog, MANY);
      await().atMost(TIMEOUT.plus(SOON)).until(() -> proxy.accepted() > 1);
      await().atMost(SOON).until(() -> ledger.stored() > 1 + WINDOW);
      receiver.intake.release();

      awaitCompleteAndInOrder();
      assertThat(ledger.again()).isBetween(WINDOW, (int) proxy.accepted() * (WINDOW + 1));
    }
  }

  @Test
  void rsyslogIsStoppedWithUnansweredMessages() throws Exception {
    try (RsyslogServer rsyslog = rsyslog(rules());
        RelpRig receiver = receiver()) {
      fillTheWindow(rsyslog, receiver, Hold.BEFORE_THE_STORE);
      awaitOnDisk(rsyslog);
      rsyslog.process().terminate();
      assertThat(rsyslog.process().hasEndedWithin(Duration.ofSeconds(1))).isFalse();
      receiver.intake.release();
      assertThat(rsyslog.process().awaitExit(SOON)).isZero();
      assertThat(ledger.stored()).isEqualTo(1 + MANY);

      rsyslog.restart();
      send(rsyslog, 1);
      awaitCompleteAndInOrder();
      assertThat(ledger.again()).isZero();
    }
  }

  /** What it has sent and what it waits for are not in its queue any more: it forgets them. */
  @Test
  void rsyslogIsStoppedSoonerThanItIsAnswered() throws Exception {
    try (RsyslogServer rsyslog = rsyslog(rules().with("queue.timeoutShutdown", "10"));
        RelpRig receiver = receiver()) {
      fillTheWindow(rsyslog, receiver, Hold.BEFORE_THE_STORE);
      awaitOnDisk(rsyslog);
      rsyslog.process().terminate();
      assertThat(rsyslog.process().awaitExit(SOON)).isZero();
      receiver.intake.release();

      rsyslog.restart();
      send(rsyslog, 1);
      String last = message(HOST, numbers - 1, "caf\u00e9");
      await().atMost(SOON).until(() -> ledger.isStored(last));
      ledger.print(test);
      ledger.assertSound();
      assertThat(ledger.lost()).isLessThanOrEqualTo(WINDOW);
      assertThat(ledger.again()).isLessThanOrEqualTo(WINDOW);
    }
  }

  /** What it was about to send is put back behind the rest: the order is not kept. */
  @Test
  void rsyslogIsStoppedWithoutAReceiver() throws Exception {
    try (RsyslogServer rsyslog = rsyslog(rules().with("queue.timeoutShutdown", "100"))) {
      send(rsyslog, MANY);
      awaitOnDisk(rsyslog);
      rsyslog.process().terminate();
      assertThat(rsyslog.process().awaitExit(SOON)).isZero();

      rsyslog.restart();
      try (RelpRig unused = receiver()) {
        awaitComplete();
      }
      assertThat(ledger.again()).isLessThanOrEqualTo(1);
    }
  }

  /** More than what rsyslog keeps of a queue in memory by default. */
  @Test
  void rsyslogIsKilledWithMessagesOnItsDisk() throws Exception {
    try (RsyslogServer rsyslog = rsyslog(rules())) {
      send(rsyslog, 3_000);
      awaitOnDisk(rsyslog);
      rsyslog.process().kill();

      rsyslog.restart();
      try (RelpRig unused = receiver()) {
        awaitCompleteAndInOrder();
      }
      assertThat(ledger.again()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void messagesHave64KiB() throws Exception {
    String large = "x".repeat(64 << 10);
    try (RsyslogServer rsyslog = rsyslog(rules());
        RelpRig unused = receiver()) {
      send(rsyslog, 50, number -> large + number);
      awaitCompleteAndInOrder();
      assertThat(ledger.again()).isZero();
    }
  }

  /** But for NUL, in the place of which rsyslog puts #000. */
  @Test
  void messagesHoldAnyByteAndLinesOfTheirOwn() throws Exception {
    StringBuilder bytes = new StringBuilder("two\nlines\r\n200 OK\n3 syslog 5 hello\n");
    for (char each = 1; each < 256; each++) {
      bytes.append(each);
    }
    try (RsyslogServer rsyslog = rsyslog(rules());
        RelpRig unused = receiver()) {
      send(rsyslog, MANY, number -> bytes.substring(number % 250) + "!");
      awaitCompleteAndInOrder();
      assertThat(ledger.again()).isZero();
    }
  }

  @Test
  void aSenderThatDoesNotReadItsAnswersHoldsUpNobody() throws Exception {
    try (RsyslogServer slow = rsyslog(rules());
        RelpRig receiver = receiver();
        RsyslogServer other =
            RsyslogServer.start(
                directory.path().resolve("other"), RsyslogRules.to(port).toString())) {
      begin(slow);
      proxy.stall(Direction.TO_CLIENT);
      send(slow, MANY);
      await().atMost(SOON).until(() -> ledger.answered() == 1 + WINDOW);
      List<byte[]> messages = new ArrayList<>();
      for (int number = 0; number < MANY; number++) {
        String message = message("host-b", number, "text");
        ledger.sent(message);
        messages.add(message.getBytes(ISO_8859_1));
      }
      other.send(messages);
      await().atMost(SOON).until(() -> ledger.answered() == 1 + WINDOW + MANY);
      assertThat(receiver.connections()).isEqualTo(2);
      proxy.heal();

      awaitCompleteAndInOrder();
      assertThat(ledger.again()).isZero();
    }
  }
}
