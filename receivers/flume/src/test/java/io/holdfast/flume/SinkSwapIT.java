// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.Positioned;
import io.holdfast.flume.sink.HoldfastSink;
import io.holdfast.parts.FlumeAgent;
import io.holdfast.parts.FreePorts;
import io.holdfast.parts.TemporaryDirectory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An agent with both sinks in its folder that is given ours in the place of Spark's, in its
 * configuration only, while it runs and a batch is under way. It looks at that twice a minute.
 */
@Tag("long")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SinkSwapIT {
  private static final Duration SOON = Duration.ofSeconds(90);

  private final Ledger ledger = new Ledger();

  private void awaitComplete() {
    await().atMost(SOON).until(ledger::isComplete);
    ledger.assertNothingLost();
  }

  @ParameterizedTest
  @EnumSource
  void oursTakesThePlaceOfSparksInARunningAgent(OldSink sink) throws Exception {
    int port = FreePorts.choose(1).get(0);
    try (TemporaryDirectory directory = TemporaryDirectory.create("sink-swap");
        FlumeAgent agent =
            sink.polledAt(port, directory.path())
                .plugin(PulledAgents.sinkJar())
                .reloading()
                .start();
        PullRig<Positioned<FlumeEvent>> receiver =
            new PullRig<>(PullRig.builder().sink("127.0.0.1", port).buildPositioned())) {
      ledger.add(receiver.intake);
      ledger.feed(agent, "a", 0, 300);
      awaitComplete();

      receiver.intake.hold();
      int before = receiver.intake.taken().size();
      ledger.feed(agent, "a", 300, 600);
      await().atMost(SOON).until(() -> receiver.intake.taken().size() > before);
      int inFlight = receiver.intake.taken().get(before).batch.records().size();
      agent.change("agent.sinks.spark.type", HoldfastSink.class.getName());
      agent.process().awaitLine("spark listens on", SOON);
      receiver.intake.release();
      receiver.intake.taken().get(before).durable.complete(null);
      awaitComplete();

      ledger.feed(agent, "a", 600, 900);
      awaitComplete();
      ledger.print("oursTakesThePlaceOfSparksInARunningAgent, " + sink);
      assertThat(ledger.duplicates()).isEqualTo(inFlight).isPositive();
      assertThat(receiver.count("batches.ambiguous")).isEqualTo(1);
      agent.process().kill();
    }
  }
}
