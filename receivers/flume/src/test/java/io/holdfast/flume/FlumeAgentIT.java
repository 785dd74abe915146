// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.Positioned;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.parts.FaultProxy;
import io.holdfast.parts.FaultProxy.Direction;
import io.holdfast.parts.FlumeAgent;
import io.holdfast.parts.FreePorts;
import io.holdfast.parts.TemporaryDirectory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real agents with file channels, through faults; a ledger says what they cost. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FlumeAgentIT {
  private static final Duration AGENT_TIMEOUT = Duration.ofSeconds(3);

  /** An agent waits up to five seconds before it tries again. */
  private static final Duration SOON = Duration.ofSeconds(60);

  private final Ledger ledger = new Ledger();
  private TemporaryDirectory directory;
  private int port;

  @BeforeEach
  void prepare() {
    directory = TemporaryDirectory.create("flume-agent");
    port = FreePorts.choose(1).get(0);
  }

  @AfterEach
  void cleanUp() {
    directory.close();
  }

  private FlumeAgent agent(String name, int sinkPort) throws Exception {
    return FlumeAgent.start(directory.path().resolve(name), sinkPort, AGENT_TIMEOUT);
  }

  private PushRig<Positioned<FlumeEvent>> receiver() throws Exception {
    return receiver(Duration.ofMillis(2_500));
  }

  private PushRig<Positioned<FlumeEvent>> receiver(Duration patience) throws Exception {
    PushRig<Positioned<FlumeEvent>> rig =
        PushRig.of(
            FlumePushReceiver.builder()
                .host("127.0.0.1")
                .port(port)
                .agentTimeout(AGENT_TIMEOUT)
                .settings(ReceiverSettings.builder().patience(patience).build())
                .buildPositioned());
    ledger.add(rig.intake);
    return rig;
  }

  private void awaitComplete() {
    await().atMost(SOON).until(ledger::isComplete);
    ledger.assertNothingLost();
    ledger.assertOrderKept();
  }

  @Test
  void anAgentIsKilledWithEventsInItsChannel() throws Exception {
    try (FlumeAgent agent = agent("a", port)) {
      ledger.feed(agent, "a", 0, 300);
      agent.process().kill();
      agent.restart();

      try (PushRig<Positioned<FlumeEvent>> receiver = receiver()) {
        awaitComplete();
        assertThat(receiver.count("batches.failed")).isZero();
      }
      assertThat(ledger.duplicates()).isZero();
    }
  }

  @Test
  void theReceiverIsKilledBetweenStoreAndReply() throws Exception {
    try (FlumeAgent agent = agent("a", port)) {
      try (PushRig<Positioned<FlumeEvent>> receiver = receiver()) {
        ledger.feed(agent, "a", 0, 1);
        awaitComplete();
        receiver.intake.hold();
        ledger.feed(agent, "a", 1, 300);
        await().atMost(SOON).until(() -> receiver.intake.taken().size() > 1);
      } // what it has taken is stored, and not answered

      try (PushRig<Positioned<FlumeEvent>> unused = receiver()) {
        awaitComplete();
      }
      assertThat(ledger.duplicates()).isBetween(1, FlumeAgent.BATCH);
    }
  }

  @Test
  void aReplyIsLost() throws Exception {
    try (FaultProxy proxy = FaultProxy.to(port);
        FlumeAgent agent = agent("a", proxy.port());
        PushRig<Positioned<FlumeEvent>> receiver = receiver()) {
      ledger.feed(agent, "a", 0, 1);
      awaitComplete();
      proxy.swallow(Direction.TO_CLIENT);
      ledger.feed(agent, "a", 1, 300);
      await().atMost(SOON).until(() -> proxy.swallowed(Direction.TO_CLIENT) > 0);
      proxy.heal();

      awaitComplete();
      assertThat(ledger.duplicates()).isBetween(1, FlumeAgent.BATCH);
      assertThat(receiver.count("batches.failed")).isZero();
    }
  }

  @Test
  void theStoreIsSlowerThanTheAgentWaits() throws Exception {
    try (FlumeAgent agent = agent("a", port);
        PushRig<Positioned<FlumeEvent>> receiver = receiver(Duration.ofMillis(500))) {
      receiver.intake.hold();
      ledger.feed(agent, "a", 0, 300);
      await().atMost(SOON).until(() -> receiver.count("batches.failed") == 1);
      receiver.intake.release();
      receiver.intake.taken().get(0).durable.complete(null);
      await().atMost(SOON).until(() -> receiver.count("batches.ambiguous") == 1);

      awaitComplete();
      assertThat(ledger.duplicates()).isBetween(1, FlumeAgent.BATCH);
    }
  }

  @Test
  void twoAgentsSendIntoOneReceiver() throws Exception {
    try (FlumeAgent a = agent("a", port);
        FlumeAgent b = agent("b", port);
        PushRig<Positioned<FlumeEvent>> receiver = receiver()) {
      for (int from = 0; from < 600; from += 200) {
        ledger.feed(a, "a", from, from + 200);
        ledger.feed(b, "b", from, from + 200);
      }
      await().atMost(SOON).until(() -> receiver.connections() == 2);
      awaitComplete();
      assertThat(ledger.duplicates()).isZero();
      assertThat(receiver.count("batches.failed")).isZero();
    }
  }
}
