// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.Polled;
import io.holdfast.core.PollingSource;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.Replay;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is alive while the store holds, counted by the JVM itself. */
@Timeout(60)
class HeldStoreTest {
  private static final int BATCH = 50;
  private static final int BUDGET = 1000;
  private static final int RECORD_BYTES = 16;

  private final FakeDoor<Counted> door = new FakeDoor<>();
  private final AtomicInteger polls = new AtomicInteger();
  private final AtomicInteger keptAlive = new AtomicInteger();
  private final AtomicInteger sessions = new AtomicInteger();
  private ReceiverEngine<Counted> engine;

  /** A record that nothing else has instances of. */
  static final class Counted {}

  /** A position that nothing else has instances of. */
  static final class Position {}

  /** A source without an end, and without a pause. */
  private final class Endless implements PollingSource<Counted, Position> {
    private final int batch;

    Endless(int batch) {
      this.batch = batch;
      sessions.incrementAndGet();
    }

    @Override
    public Polled<Counted, Position> poll(int demand, Duration timeout) {
      polls.incrementAndGet();
      List<Counted> records = Stream.generate(Counted::new).limit(batch).toList();
      return Polled.of(RecordBatch.of(records, (long) RECORD_BYTES * batch), new Position());
    }

    @Override
    public void keepAlive() {
      keptAlive.incrementAndGet();
    }

    @Override
    public void commit(List<Position> positions) {}
  }

  private void start(int batch) {
    ReceiverSettings settings =
        ReceiverSettings.builder()
            .maxBlockRecords(100)
            .maxInFlightRecords(BUDGET)
            .maxBlockBytes(1 << 10)
            .maxInFlightBytes(64 << 10)
            .drainTimeout(Duration.ofMillis(200))
            .backoff(Duration.ofMillis(1), Duration.ofMillis(1))
            .build();
    engine =
        new ReceiverEngine<>(door, settings, Replay.FROM_COMMIT, context -> new Endless(batch));
    engine.start();
  }

  @AfterEach
  void stop() {
    door.open();
    engine.stop();
  }

  /** Live instances and their bytes. */
  private record Live(long instances, long bytes) {}

  /** By class, after a full collection. */
  private static Map<String, Live> histogram() {
    try {
      String text =
          (String)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName("com.sun.management:type=DiagnosticCommand"),
                      "gcClassHistogram",
                      new Object[] {new String[0]},
                      new String[] {String[].class.getName()});
      Map<String, Live> live = new HashMap<>();
      text.lines()
          .map(line -> line.trim().split("\\s+"))
          .filter(words -> words.length >= 4 && words[0].endsWith(":"))
          .forEach(
              words ->
                  live.put(words[3], new Live(Long.parseLong(words[1]), Long.parseLong(words[2]))));
      return live;
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long instances(Map<String, Live> live, Class<?> type) {
    return live.getOrDefault(type.getName(), new Live(0, 0)).instances();
  }

  /** Bytes of all instances of our classes, those of this test included. */
  private static long ourBytes(Map<String, Live> live) {
    return live.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("io.holdfast."))
        .mapToLong(entry -> entry.getValue().bytes())
        .sum();
  }

  @Test
  void whatIsAliveIsTheBudgetAndOneBatchAtMost() {
    door.hold();
    long before = ourBytes(histogram());
    start(BATCH);
    await().until(() -> keptAlive.get() >= 3);
    Map<String, Live> live = histogram();

    assertThat(polls.get()).isEqualTo(BUDGET / BATCH);
    assertThat(instances(live, Counted.class)).isBetween((long) BUDGET, (long) BUDGET + BATCH);
    assertThat(ourBytes(live) - before).isLessThan((BUDGET + BATCH) * RECORD_BYTES + (16L << 10));
    int kept = keptAlive.get();
    await().until(() -> keptAlive.get() >= kept + 5);
    assertThat(instances(histogram(), Counted.class)).isEqualTo(instances(live, Counted.class));
  }

  @Test
  void batchesThatOnlyMoveThePositionAreBoundedToo() {
    door.mayStore(false);
    start(0);
    await().until(() -> keptAlive.get() >= 3);

    long most = (64 << 10) / Budget.EMPTY_BATCH_BYTES;
    assertThat(polls.get()).isBetween(1, (int) most);
    assertThat(instances(histogram(), Position.class)).isBetween(1L, most);
    door.mayStore(true);
    int before = polls.get();
    await().until(() -> polls.get() > 10 * before);
  }

  @Test
  void nothingIsKeptOfSessionsThatHaveFailed() {
    FakeDoor.Outcome[] failures = new FakeDoor.Outcome[100];
    Arrays.fill(failures, FakeDoor.Outcome.FAILED);
    door.then(failures);
    Map<String, Live> before = histogram();
    start(BATCH);
    await().until(() -> sessions.get() == 101);
    door.hold();
    await().until(() -> keptAlive.get() >= 3);

    Map<String, Live> live = histogram();
    // Threads of the last session, and of other tests of this JVM, may still be ending.
    assertThat(instances(live, Session.class) - instances(before, Session.class)).isLessThan(3);
    assertThat(instances(live, BlockPipeline.class) - instances(before, BlockPipeline.class))
        .isLessThan(3);
    assertThat(instances(live, Endless.class)).isEqualTo(1);
    long stored = door.records().size();
    assertThat(instances(live, Counted.class) - stored).isLessThanOrEqualTo(3 * (BUDGET + BATCH));
  }
}
