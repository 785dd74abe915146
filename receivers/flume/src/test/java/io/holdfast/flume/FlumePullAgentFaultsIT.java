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
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** Agents that die, are late or are not there; a ledger says what it costs. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FlumePullAgentFaultsIT {
  private static final int BATCH = 100;
  private static final Duration SOON = Duration.ofSeconds(60);

  private final Ledger ledger = new Ledger();
  private TemporaryDirectory directory;

  @BeforeEach
  void prepare() {
    directory = TemporaryDirectory.create("flume-pull-faults");
  }

  @AfterEach
  void cleanUp(TestInfo test) {
    ledger.print(test.getTestMethod().orElseThrow().getName());
    directory.close();
  }

  private FlumeAgent.Builder agent(String name, int port) throws Exception {
    return PulledAgents.polledAt(port, directory.path().resolve(name));
  }

  private PullRig<Positioned<FlumeEvent>> receiver(FlumePullReceiver.Builder builder)
      throws Exception {
    PullRig<Positioned<FlumeEvent>> rig =
        new PullRig<>(builder.maxBatchEvents(BATCH).buildPositioned());
    ledger.add(rig.intake);
    return rig;
  }

  private void awaitComplete() {
    await().atMost(SOON).until(ledger::isComplete);
    ledger.assertNothingLost();
    ledger.assertOrderKept();
  }

  private static void release(PullRig<?> rig) {
    rig.intake.release();
    rig.intake.taken().forEach(taken -> taken.durable.complete(null));
  }

  @Test
  void anAgentIsKilledWithEventsInItsChannelAndInAnOpenTransaction() throws Exception {
    int port = FreePorts.choose(1).get(0);
    try (FlumeAgent agent = agent("a", port).start();
        PullRig<Positioned<FlumeEvent>> receiver =
            receiver(PullRig.builder().sink("127.0.0.1", port))) {
      receiver.intake.hold();
      ledger.feed(agent, "a", 0, 500);
      await().atMost(SOON).until(() -> receiver.intake.taken().size() == 1);
      int inFlight = receiver.intake.taken().get(0).batch.records().size();
      agent.process().kill();
      release(receiver);
      await().atMost(SOON).until(() -> receiver.sinksDown() == 1);
      assertThat(receiver.count("batches.ambiguous")).isEqualTo(1);
      agent.restart();

      awaitComplete();
      assertThat(ledger.duplicates()).isEqualTo(inFlight).isPositive();
      assertThat(receiver.context.errors()).hasSize(1);
      agent.process().kill();
    }
  }

  @Test
  void theStoreIsSlowerThanTheSinkWaits() throws Exception {
    int port = FreePorts.choose(1).get(0);
    ReceiverSettings.Builder settings =
        ReceiverSettings.builder()
            .backoff(Duration.ofMillis(1), Duration.ofMillis(100))
            .patience(Duration.ofMillis(500));
    try (FlumeAgent agent = agent("a", port).setting("agent.sinks.spark.timeout", "2").start();
        PullRig<Positioned<FlumeEvent>> receiver =
            receiver(
                PullRig.builder(settings)
                    .sink("127.0.0.1", port)
                    .sinkTimeout(Duration.ofSeconds(2)))) {
      receiver.intake.hold();
      ledger.feed(agent, "a", 0, 300);
      await().atMost(SOON).until(() -> receiver.intake.taken().size() == 1);
      int inFlight = receiver.intake.taken().get(0).batch.records().size();
      agent.process().awaitLine("has not acknowledged it in time", SOON);
      release(receiver);
      await().atMost(SOON).until(() -> receiver.count("batches.ambiguous") > 0);

      awaitComplete();
      assertThat(ledger.duplicates()).isGreaterThanOrEqualTo(inFlight).isPositive();
      assertThat(receiver.context.errors()).isNotEmpty();
      agent.process().kill();
    }
  }

  /** Its machine or the network is gone: not even the end of its connection arrives. */
  @Test
  void aReceiverVanishesWithoutAWord() throws Exception {
    int port = FreePorts.choose(1).get(0);
    try (FlumeAgent agent = agent("a", port).setting("agent.sinks.spark.timeout", "2").start();
        FaultProxy proxy = FaultProxy.to(port);
        PullRig<Positioned<FlumeEvent>> vanished =
            receiver(PullRig.builder().sink("127.0.0.1", proxy.port()))) {
      vanished.intake.hold();
      ledger.feed(agent, "a", 0, 300);
      await().atMost(SOON).until(() -> vanished.intake.taken().size() == 1);
      int inFlight = vanished.intake.taken().get(0).batch.records().size();
      proxy.swallow(Direction.TO_SERVER);
      proxy.swallow(Direction.TO_CLIENT);

      try (PullRig<Positioned<FlumeEvent>> another =
          receiver(PullRig.builder().sink("127.0.0.1", port))) {
        agent.process().awaitLine("has not acknowledged it in time", SOON);
        await().atMost(SOON).until(() -> another.intake.records().size() >= 300);
        ledger.assertNothingLost();
        assertThat(another.intake.records()).hasSize(300).doesNotHaveDuplicates();
        assertThat(ledger.duplicates()).isEqualTo(inFlight).isPositive();
        assertThat(vanished.count("connections.broken")).isZero();
      }
      agent.process().kill();
    }
  }

  @Test
  void oneOfThreeSinksIsDown() throws Exception {
    List<Integer> ports = FreePorts.choose(3);
    FlumePullReceiver.Builder builder = PullRig.builder();
    ports.forEach(port -> builder.sink("127.0.0.1", port));
    try (FlumeAgent a = agent("a", ports.get(0)).start();
        FlumeAgent b = agent("b", ports.get(1)).start();
        PullRig<Positioned<FlumeEvent>> receiver = receiver(builder)) {
      for (int from = 0; from < 600; from += 200) {
        ledger.feed(a, "a", from, from + 200);
        ledger.feed(b, "b", from, from + 200);
      }
      awaitComplete();
      assertThat(receiver.sinksDown()).isEqualTo(1);
      assertThat(receiver.context.errors())
          .filteredOn(error -> error.contains("127.0.0.1:" + ports.get(2)))
          .hasSize(1);

      b.process().kill();
      try (FlumeAgent c = agent("c", ports.get(2)).start()) {
        ledger.feed(a, "a", 600, 800);
        ledger.feed(c, "c", 0, 200);
        awaitComplete();
        assertThat(receiver.sinksDown()).isEqualTo(1);
        assertThat(ledger.duplicates()).isZero();
        c.process().kill();
      }
      a.process().kill();
    }
  }
}
