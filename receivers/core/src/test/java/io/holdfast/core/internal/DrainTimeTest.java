// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.Polled;
import io.holdfast.core.PollingSource;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.Replay;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a stop takes that finds the budget full, with the settings that everybody has. */
@Timeout(60)
class DrainTimeTest {
  private static final int BATCH = 10_000;
  private static final int TRIES = 3;

  /** Polls batches of one MiB for ever. */
  private static final class Endless implements PollingSource<String, Integer> {
    private final AtomicInteger committed;
    private final AtomicInteger keptAlive;
    private int polled;

    Endless(AtomicInteger committed, AtomicInteger keptAlive) {
      this.committed = committed;
      this.keptAlive = keptAlive;
    }

    @Override
    public Polled<String, Integer> poll(int demand, Duration timeout) {
      return Polled.of(RecordBatch.of(Collections.nCopies(BATCH, "x"), 1 << 20), ++polled);
    }

    @Override
    public void keepAlive() {
      keptAlive.incrementAndGet();
    }

    @Override
    public void commit(List<Integer> positions) {
      committed.set(positions.get(positions.size() - 1));
    }
  }

  @Test
  void withAFullBudgetAndAStoreOfTenMillisecondsItIsDoneWithinASecond() {
    Duration best = Duration.ofDays(1);
    for (int i = 0; i < TRIES && best.compareTo(Duration.ofSeconds(1)) >= 0; i++) {
      Duration took = drain();
      best = took.compareTo(best) < 0 ? took : best; // a busy machine can only make it longer
    }
    assertThat(best).isLessThan(Duration.ofSeconds(1));
  }

  private static Duration drain() {
    FakeDoor<String> door = new FakeDoor<>();
    AtomicInteger committed = new AtomicInteger();
    AtomicInteger keptAlive = new AtomicInteger();
    ReceiverEngine<String> engine =
        new ReceiverEngine<>(
            door,
            ReceiverSettings.defaults(),
            Replay.FROM_COMMIT,
            context -> new Endless(committed, keptAlive));
    door.hold();
    engine.start();
    await().until(() -> keptAlive.get() > 0);
    door.takes(Duration.ofMillis(10));
    long begun = System.nanoTime();
    door.open();
    engine.stop();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);

    int full = (int) (ReceiverSettings.defaults().maxInFlightBytes() >> 20);
    assertThat(committed.get()).isGreaterThanOrEqualTo(full);
    assertThat(door.records()).hasSize(committed.get() * BATCH);
    assertThat(door.blocks()).hasSizeGreaterThanOrEqualTo(full / 10);
    return took;
  }
}
