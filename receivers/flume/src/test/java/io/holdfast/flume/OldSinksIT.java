// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.Positioned;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.parts.FlumeAgent;
import io.holdfast.parts.FreePorts;
import io.holdfast.parts.TemporaryDirectory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Spark's own sinks, each in a real agent with a file channel. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class OldSinksIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** How long the sinks wait for an acknowledgement. */
  private static final Duration SINK_TIMEOUT = Duration.ofSeconds(3);

  /** What the channel gives in one transaction. */
  private static final int CAPACITY = 50;

  private final Ledger ledger = new Ledger();
  private TemporaryDirectory directory;
  private int port;

  @BeforeEach
  void prepare() {
    directory = TemporaryDirectory.create("old-sinks");
    port = FreePorts.choose(1).get(0);
  }

  @AfterEach
  void cleanUp() {
    directory.close();
  }

  private FlumeAgent agent(OldSink sink) throws Exception {
    return sink.polledAt(port, directory.path())
        .setting("agent.sinks.spark.timeout", Long.toString(SINK_TIMEOUT.toSeconds()))
        .setting("agent.channels.events.transactionCapacity", Integer.toString(CAPACITY))
        .start();
  }

  private PullRig<Positioned<FlumeEvent>> receiver() throws Exception {
    ReceiverSettings.Builder settings =
        ReceiverSettings.builder()
            .backoff(Duration.ofMillis(1), Duration.ofMillis(100))
            .patience(Duration.ofSeconds(1));
    PullRig<Positioned<FlumeEvent>> rig =
        new PullRig<>(
            PullRig.builder(settings)
                .sink("127.0.0.1", port)
                .sinkTimeout(SINK_TIMEOUT)
                .buildPositioned());
    ledger.add(rig.intake);
    return rig;
  }

  private void awaitComplete() {
    await().atMost(SOON).until(ledger::isComplete);
    ledger.assertNothingLost();
  }

  private static void awaitTaken(PullRig<?> rig, int batches) {
    await().atMost(SOON).until(() -> rig.intake.taken().size() >= batches);
  }

  @ParameterizedTest
  @EnumSource
  void everyEventComesInOrderHoweverLittleTheChannelGives(OldSink sink) throws Exception {
    try (FlumeAgent agent = agent(sink);
        PullRig<Positioned<FlumeEvent>> receiver = receiver()) {
      ledger.feed(agent, "a", 0, 3 * CAPACITY);
      awaitComplete();
      receiver.intake.hold();
      int before = receiver.intake.taken().size();
      ledger.feed(agent, "a", 3 * CAPACITY, 6 * CAPACITY);
      awaitTaken(receiver, before + 1);
      int refused = receiver.intake.taken().get(before).batch.records().size();
      receiver.intake.release();
      receiver.intake.taken().get(before).fail(false);

      awaitComplete();
      ledger.print("everyEventComesInOrderHoweverLittleTheChannelGives, " + sink);
      ledger.assertOrderKept();
      assertThat(ledger.duplicates()).isEqualTo(refused).isPositive();
      assertThat(receiver.count("batches.nacked")).isEqualTo(1);
      assertThat(receiver.count("connections.broken")).isZero();
      agent.process().kill();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsLateOrHeldByTheDeadComesAgain(OldSink sink) throws Exception {
    try (FlumeAgent agent = agent(sink)) {
      int late;
      try (PullRig<Positioned<FlumeEvent>> receiver = receiver()) {
        receiver.intake.hold();
        ledger.feed(agent, "a", 0, CAPACITY);
        awaitTaken(receiver, 1);
        late = receiver.intake.taken().get(0).batch.records().size();
        agent.process().awaitLine("Rolling back transaction", SOON);
        receiver.intake.taken().get(0).durable.complete(null);
        // The sink answers as if all were well.
        await().atMost(SOON).until(() -> receiver.count("batches.ambiguous") == 1);
        assertThat(receiver.count("batches.acked")).isEqualTo(1);
        assertThat(receiver.count("connections.broken")).isZero();
        awaitTaken(receiver, 2);
      } // and what it has taken now is stored, and not acknowledged

      int held = ledger.stored().size() - late;
      try (PullRig<Positioned<FlumeEvent>> receiver = receiver()) {
        ledger.feed(agent, "a", CAPACITY, 2 * CAPACITY);
        awaitComplete();
        // The sink gives it out again once it has waited long enough for the dead.
        await().atMost(SOON).until(() -> receiver.intake.records().size() >= CAPACITY + held);
      }
      ledger.print("whatIsLateOrHeldByTheDeadComesAgain, " + sink);
      assertThat(ledger.duplicates()).isGreaterThanOrEqualTo(held).isPositive();
      agent.process().kill();
    }
  }
}
