// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.Positioned;
import io.holdfast.parts.FaultProxy;
import io.holdfast.parts.FaultProxy.Cut;
import io.holdfast.parts.FaultProxy.Direction;
import io.holdfast.parts.FlumeAgent;
import io.holdfast.parts.FreePorts;
import io.holdfast.parts.TemporaryDirectory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** Pulls from a real agent with a file channel, through faults; a ledger says what they cost. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FlumePullAgentIT {
  private static final int BATCH = 100;
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private static TemporaryDirectory directory;
  private static FlumeAgent agent;
  private static int port;

  private final Ledger ledger = new Ledger();
  private String origin;

  @BeforeAll
  static void startAgent() throws Exception {
    directory = TemporaryDirectory.create("flume-pull");
    port = FreePorts.choose(1).get(0);
    agent = PulledAgents.polledAt(port, directory.path().resolve("agent")).start();
  }

  @AfterAll
  static void stopAgent() throws Exception {
    try {
      if (agent != null) {
        agent.process().kill();
        agent.close();
      }
    } finally {
      directory.close();
    }
  }

  @BeforeEach
  void name(TestInfo test) {
    origin = test.getTestMethod().orElseThrow().getName();
  }

  @AfterEach
  void print() {
    ledger.print(origin);
  }

  private PullRig<Positioned<FlumeEvent>> receiver(int from) throws Exception {
    return receiver(PullRig.builder().sink("127.0.0.1", from));
  }

  private PullRig<Positioned<FlumeEvent>> receiver(FlumePullReceiver.Builder builder)
      throws Exception {
    PullRig<Positioned<FlumeEvent>> rig =
        new PullRig<>(builder.maxBatchEvents(BATCH).answerTimeout(ANSWER).buildPositioned());
    ledger.add(rig.intake);
    return rig;
  }

  private void feed(int from, int until) throws Exception {
    ledger.feed(agent, origin, from, until);
  }

  private void awaitComplete() {
    await().atMost(SOON).until(ledger::isComplete);
    ledger.assertNothingLost();
  }

  private void awaitTaken(PullRig<?> rig, int batches) {
    await().atMost(SOON).until(() -> rig.intake.taken().size() >= batches);
  }

  /** What is held is durable now, and all that comes. */
  private static void release(PullRig<?> rig) {
    rig.intake.release();
    rig.intake.taken().forEach(taken -> taken.durable.complete(null));
  }

  private static void awaitCount(PullRig<?> rig, String name, long count) {
    await(name).atMost(SOON).until(() -> rig.count(name) == count);
  }

  @Test
  void theReceiverIsKilledBetweenStoreAndAck() throws Exception {
    feed(0, 500);
    int inFlight;
    try (PullRig<Positioned<FlumeEvent>> receiver = receiver(port)) {
      awaitTaken(receiver, 1);
      receiver.intake.hold();
      feed(500, 800);
      awaitCount(receiver, "polls", receiver.count("batches.acked") + 1);
      awaitTaken(receiver, (int) receiver.count("batches.acked") + 1);
      inFlight = last(receiver);
    } // what it has taken is stored, and not acknowledged

    try (PullRig<Positioned<FlumeEvent>> unused = receiver(port)) {
      awaitComplete();
    }
    assertThat(ledger.duplicates()).isEqualTo(inFlight).isPositive();
    ledger.assertOrderKept();
  }

  private static int last(PullRig<?> rig) {
    return rig.intake.taken().get(rig.intake.taken().size() - 1).batch.records().size();
  }

  @Test
  void anAckIsLost() throws Exception {
    try (FaultProxy proxy = FaultProxy.to(port);
        PullRig<Positioned<FlumeEvent>> receiver = receiver(proxy.port())) {
      receiver.intake.hold();
      feed(0, 300);
      awaitTaken(receiver, 1);
      int inFlight = last(receiver);
      proxy.swallow(Direction.TO_SERVER);
      release(receiver);
      await().atMost(SOON).until(() -> proxy.swallowed(Direction.TO_SERVER) > 0);
      awaitCount(receiver, "batches.ambiguous", 1);
      proxy.heal();

      awaitComplete();
      assertThat(ledger.duplicates()).isEqualTo(inFlight).isPositive();
      ledger.assertOrderKept();
    }
  }

  @Test
  void theAnswerToAnAckIsLost() throws Exception {
    try (FaultProxy proxy = FaultProxy.to(port);
        PullRig<Positioned<FlumeEvent>> receiver = receiver(proxy.port())) {
      receiver.intake.hold();
      feed(0, 300);
      awaitTaken(receiver, 1);
      proxy.swallow(Direction.TO_CLIENT);
      release(receiver);
      await().atMost(SOON).until(() -> proxy.swallowed(Direction.TO_CLIENT) > 0);
      awaitCount(receiver, "batches.ambiguous", 1);
      proxy.heal();

      awaitComplete();
      assertThat(ledger.duplicates()).isZero();
      ledger.assertOrderKept();
    }
  }

  @Test
  void theNetworkIsCutBothWays() throws Exception {
    int cuts = Boolean.getBoolean("holdfast.long") ? 50 : 6;
    int each = 300;
    try (FaultProxy proxy = FaultProxy.to(port);
        PullRig<Positioned<FlumeEvent>> receiver = receiver(proxy.port())) {
      feed(0, each);
      awaitComplete();
      for (int cut = 1; cut <= cuts; cut++) {
        receiver.intake.hold();
        int before = receiver.intake.taken().size();
        feed(cut * each, (cut + 1) * each);
        awaitTaken(receiver, before + 1); // what is cut has a batch in flight
        long done = proxy.cuts();
        proxy.cut(cut % 2 == 0 ? Cut.RST : Cut.FIN);
        int number = cut;
        await().atMost(SOON).until(() -> proxy.cuts() > done);
        release(receiver);
        awaitComplete();
        assertThat(receiver.count("batches.ambiguous")).isBetween(1L, (long) number);
      }
      assertThat(ledger.duplicates()).isBetween(1, cuts * BATCH);
      ledger.assertOrderKept();
    }
  }

  @Test
  void theNetworkStandsStillBothWays() throws Exception {
    try (FaultProxy proxy = FaultProxy.to(port);
        PullRig<Positioned<FlumeEvent>> receiver = receiver(proxy.port())) {
      receiver.intake.hold();
      feed(0, 300);
      awaitTaken(receiver, 1);
      for (Direction direction : Direction.values()) {
        proxy.stall(direction);
      }
      release(receiver);
      awaitCount(receiver, "batches.ambiguous", 1); // no answer in time
      proxy.heal();

      awaitComplete();
      assertThat(ledger.duplicates()).isBetween(0, BATCH); // the ack may arrive, too late to tell
      ledger.assertOrderKept();
    }
  }
}
