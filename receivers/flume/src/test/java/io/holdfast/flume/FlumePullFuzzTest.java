// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever sinks answer: their connections are closed, and a good sink beside them is served all
 * the while, in order. The seed is printed; {@code -Dholdfast.flume.seed} takes it again.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class FlumePullFuzzTest {
  private static final Duration TIME =
      Boolean.getBoolean("holdfast.long") ? Duration.ofMinutes(10) : Duration.ofSeconds(10);

  private static final Duration SOON = Duration.ofSeconds(60);

  /** Short, since many answers never end. A busy machine may break the good connection by it. */
  private static final Duration ANSWER = Duration.ofMillis(300);

  private static final String GOOD = "good ";
  private static final int EACH = 10;

  /** How many connections are broken off, however slow the machine is. */
  private static final int AT_LEAST = 100;

  /** Each once, in the order in which they came first. */
  private static List<String> fromGood(PullRig<FlumeEvent> rig) {
    return rig.intake.records().stream()
        .map(event -> new String(event.body(), UTF_8))
        .filter(text -> text.startsWith(GOOD))
        .distinct()
        .toList();
  }

  @Test
  void brokenAnswersDisturbNobody() throws Exception {
    long seed = Long.getLong("holdfast.flume.seed", System.nanoTime());
    System.out.printf("FlumePullFuzzTest: seed %d%n", seed);
    List<String> put = new ArrayList<>();
    try (HostileSinks hostile = new HostileSinks(seed);
        FakeSink good = new FakeSink();
        PullRig<FlumeEvent> rig =
            new PullRig<>(
                hostile
                    .addTo(PullRig.builder())
                    .sink("127.0.0.1", good.port())
                    .maxFrameBytes(64 << 10)
                    .answerTimeout(ANSWER)
                    .build())) {
      long until = System.nanoTime() + TIME.toNanos();
      while (System.nanoTime() < until || rig.count("connections.broken") < AT_LEAST) {
        int before = hostile.connections();
        for (int i = 0; i < EACH; i++) {
          String text = GOOD + put.size();
          put.add(text);
          good.channel.put(FlumeEvent.of(Map.of(), text.getBytes(UTF_8)));
        }
        await("the good sink is served, seed " + seed)
            .atMost(SOON)
            .until(() -> fromGood(rig).size() >= put.size());
        await("hostile ones are tried again, seed " + seed)
            .atMost(SOON)
            .until(() -> hostile.connections() > before);
      }
      await("all is acknowledged, seed " + seed)
          .atMost(SOON)
          .until(() -> good.channel.content().isEmpty());
      assertThat(fromGood(rig)).as("seed %d", seed).isEqualTo(put);
      assertThat(rig.intake.failure()).as("seed %d", seed).isNull();
      System.out.printf(
          "seed %d: %,d hostile connections, %,d broken off; %,d events beside them, none lost%n",
          seed, hostile.connections(), rig.count("connections.broken"), put.size());
    }
  }
}
