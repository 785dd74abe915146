// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.Durability;
import io.holdfast.core.PositionRange;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.internal.metrics.Figure;
import io.holdfast.core.internal.metrics.Figures;
import io.holdfast.core.internal.metrics.ReceiverMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BlockPipelineTest {
  private final ManualClock clock = new ManualClock();
  private final ReceiverMetrics metrics =
      new ReceiverMetrics(clock::nanoTime, () -> Long.MAX_VALUE, Durability.WAL);

  private BlockPipeline<String, Integer> pipeline(ReceiverSettings.Builder settings) {
    return new BlockPipeline<>(settings.build(), new BlockIds(100), clock, metrics);
  }

  private static RecordBatch<String> batch(int records, long bytes) {
    return RecordBatch.of(new ArrayList<>(Collections.nCopies(records, "x")), bytes);
  }

  private static List<Integer> tickets(List<Handed<String, Integer>> handed) {
    return handed.stream().map(Handed::ticket).toList();
  }

  @Test
  void aBlockIsSealedAtItsRecordsAndNeverSplitsABatch() throws Exception {
    var pipeline = pipeline(ReceiverSettings.builder().maxBlockRecords(10));
    pipeline.submit(batch(6, 1), 1);
    pipeline.submit(batch(7, 1), 2);
    pipeline.submit(batch(25, 1), 3);

    Block<String, Integer> first = pipeline.nextToStore();
    assertThat(first.records()).isEqualTo(13);
    assertThat(tickets(first.handed())).containsExactly(1, 2);
    pipeline.stored();
    assertThat(pipeline.nextToStore().records()).isEqualTo(25);
  }

  @Test
  void aBlockGivesTheRecordsOfAllItsBatchesAndBeginsAnew() throws Exception {
    var pipeline = pipeline(ReceiverSettings.builder());
    int ticket = 0;
    for (List<String> records :
        List.of(List.<String>of(), List.of("a", "b"), List.<String>of(), List.of("c"))) {
      pipeline.submit(RecordBatch.of(records, 1), ticket++);
    }
    pipeline.seal();

    Block<String, Integer> block = pipeline.nextToStore();
    for (int i = 0; i < 2; i++) {
      Iterator<String> records = block.iterator();
      assertThat(records).toIterable().containsExactly("a", "b", "c");
      assertThatThrownBy(records::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void aBlockOfPackedBatchesIsStoredWithoutACopy() throws Exception {
    var pipeline = pipeline(ReceiverSettings.builder().maxBlockRecords(100));
    BlockPacker packer = new BlockPacker(Packing.WITHOUT_CODEC);
    for (int i = 0; i < 30; i++) {
      pipeline.submit(packer.pack(batch(10, 1), pipeline.isBetweenBlocks()), i);
    }
    Block<String, Integer> first = pipeline.nextToStore();
    pipeline.stored();

    assertThat(first.isPacked()).isTrue(); // but how large its array has to be nobody knew
    for (int i = 0; i < 2; i++) {
      Block<String, Integer> block = pipeline.nextToStore();
      assertThat(block.packed().array()).as("a copy is made anew").isSameAs(block.packed().array());
      assertThat(block.packed().arrayOffset()).isZero();
      pipeline.stored();
    }
  }

  @Test
  void aBlockIsSealedAtItsBytes() throws Exception {
    var pipeline = pipeline(ReceiverSettings.builder().maxBlockBytes(1000));
    pipeline.submit(batch(1, 600), 1);
    pipeline.submit(batch(1, 400), 2);

    assertThat(tickets(pipeline.nextToStore().handed())).containsExactly(1, 2);
  }

  @Test
  void aBlockIsSealedAtItsAgeAndNotBefore() throws Exception {
    var pipeline = pipeline(ReceiverSettings.builder().maxBlockAge(Duration.ofMillis(200)));
    pipeline.submit(batch(1, 1), 1);
    var next = CompletableFuture.supplyAsync(() -> nextToStore(pipeline));

    await().until(() -> clock.someoneWaits(Duration.ofMillis(200)));
    clock.advance(Duration.ofMillis(199));
    await().until(() -> clock.someoneWaits(Duration.ofMillis(1)));
    assertThat(next).isNotDone();

    clock.advance(Duration.ofMillis(1));
    assertThat(next.get().records()).isEqualTo(1);
  }

  @Test
  void aBlockIsSealedOnceItIsQuiet() throws Exception {
    var pipeline = pipeline(ReceiverSettings.builder().maxBlockAge(Duration.ofMillis(200)));
    pipeline.sealAfter(0); // there is none
    pipeline.submit(batch(1, 1), 1);
    pipeline.sealAfter(Duration.ofMillis(5).toNanos());
    var next = CompletableFuture.supplyAsync(() -> nextToStore(pipeline));
    await().until(() -> clock.someoneWaits(Duration.ofMillis(5)));

    clock.advance(Duration.ofMillis(4));
    pipeline.submit(batch(1, 1), 2);
    pipeline.sealAfter(Duration.ofMillis(7).toNanos());
    clock.advance(Duration.ofMillis(6));
    await().until(() -> clock.someoneWaits(Duration.ofMillis(1)));
    assertThat(next).isNotDone();

    clock.advance(Duration.ofMillis(1));
    assertThat(tickets(next.get(10, TimeUnit.SECONDS).handed())).containsExactly(1, 2);
  }

  @Test
  @Timeout(30)
  void aBlockIsSealedAtItsAgeHoweverQuietItIsToBe() throws Exception {
    var pipeline = pipeline(ReceiverSettings.builder().maxBlockAge(Duration.ofMillis(200)));
    pipeline.submit(batch(1, 1), 1);
    clock.advance(Duration.ofMillis(199));
    pipeline.sealAfter(Duration.ofMillis(5).toNanos());
    clock.advance(Duration.ofMillis(1));
    assertThat(nextToStore(pipeline).records()).isEqualTo(1);

    pipeline.stored();
    pipeline.submit(batch(1, 1), 2); // has an age of its own
    var next = CompletableFuture.supplyAsync(() -> nextToStore(pipeline));
    await().until(() -> clock.someoneWaits(Duration.ofMillis(200)));
    assertThat(next).isNotDone();
    pipeline.end();
  }

  @Test
  void aBlockIsSealedAtItsTimeThoughTheLaneWakesLate() throws Exception {
    AtomicLong now = new AtomicLong();
    Clock late =
        new Clock() {
          @Override
          public long nanoTime() {
            return now.get();
          }

          @Override
          public void await(Lock lock, Condition condition, long nanos) {
            now.addAndGet(nanos + 160_000);
          }
        };
    var pipeline =
        new BlockPipeline<String, Integer>(
            ReceiverSettings.builder().build(), new BlockIds(100), late, metrics);
    long took = 0;
    for (int i = 0; i < 100; i++) {
      pipeline.submit(batch(1, 1), i);
      pipeline.sealAfter(5_000_000);
      took = -now.get();
      assertThat(pipeline.nextToStore().records()).isEqualTo(1);
      took += now.get();
      pipeline.stored();
    }
    assertThat(took).isCloseTo(5_000_000, Offset.offset(2_000L));
  }

  @Test
  void aTimeThatIsMovedForwardWakesTheLane() throws Exception {
    SignalledClock still = new SignalledClock();
    var pipeline =
        new BlockPipeline<String, Integer>(
            ReceiverSettings.builder().build(), new BlockIds(100), still, metrics);
    pipeline.submit(batch(1, 1), 1);
    var next = CompletableFuture.supplyAsync(() -> nextToStore(pipeline));
    await().until(() -> still.waits() == 1);
    pipeline.sealAfter(0);
    assertThat(next.get(10, TimeUnit.SECONDS).records()).isEqualTo(1);
  }

  @Test
  void aBatchThatOnlyMakesTheOpenBlockLargerDoesNotWakeTheLane() throws Exception {
    SignalledClock still = new SignalledClock();
    var pipeline =
        new BlockPipeline<String, Integer>(
            ReceiverSettings.builder().maxBlockRecords(1000).build(),
            new BlockIds(100),
            still,
            metrics);
    pipeline.submit(batch(1, 1), 0);
    var next = CompletableFuture.supplyAsync(() -> nextToStore(pipeline));
    await().until(() -> still.waits() == 1);
    for (int i = 1; i < 1000; i++) {
      pipeline.submit(batch(1, 1), i);
      Thread.onSpinWait();
    }
    assertThat(next.get().records()).isEqualTo(1000);
    assertThat(still.waits()).isEqualTo(1);
  }

  @Test
  void whileTheLaneIsBusyTheOpenBlockGrowsBeyondItsAge() throws Exception {
    var pipeline = pipeline(ReceiverSettings.builder());
    pipeline.submit(batch(1, 1), 1);
    pipeline.seal();
    pipeline.nextToStore();
    pipeline.submit(batch(1, 1), 2);
    clock.advance(Duration.ofSeconds(1));
    pipeline.submit(batch(1, 1), 3);

    pipeline.stored();
    assertThat(tickets(pipeline.nextToStore().handed())).containsExactly(2, 3);
  }

  @Test
  @Timeout(30)
  void aBlockIsSealedAtItsRanges() throws Exception {
    var pipeline = pipeline(ReceiverSettings.builder());
    for (int i = 0; i < BlockBuilder.MAX_RANGES; i++) {
      String partition = i % 2 == 0 ? "p" : "q";
      pipeline.submit(
          RecordBatch.of(List.of("x"), 1, List.of(PositionRange.of(partition, i, i + 1))), i);
    }
    pipeline.submit(batch(1, 1), -1);

    Block<String, Integer> block = pipeline.nextToStore();
    assertThat(block.records()).isEqualTo(BlockBuilder.MAX_RANGES);
    assertThat(block.metadata(Figures.ZERO).ranges()).hasSize(BlockBuilder.MAX_RANGES);
  }

  @Test
  void aBlockSaysWhoMadeItAndWhatItCovers() throws Exception {
    var pipeline = pipeline(ReceiverSettings.builder().maxBlockRecords(20));
    for (int i = 0; i < 20; i++) {
      pipeline.submit(
          RecordBatch.of(List.of("x", "y"), 1, List.of(PositionRange.of("p", 3L * i, 3L * i + 3))),
          i);
    }

    assertThat(pipeline.nextToStore().metadata(Figures.ZERO))
        .isEqualTo(BlockMetadata.of(100, 0, 20, List.of(PositionRange.of("p", 0, 30))));
    pipeline.stored();
    assertThat(pipeline.nextToStore().metadata(Figures.ZERO))
        .isEqualTo(BlockMetadata.of(100, 1, 20, List.of(PositionRange.of("p", 30, 60))));
  }

  @Test
  void idsAreCountedAndOrderIsKept() throws Exception {
    var pipeline = pipeline(ReceiverSettings.builder().maxBlockRecords(1));
    for (int i = 0; i < 3; i++) {
      pipeline.submit(batch(1, 1), i);
    }
    for (int i = 0; i < 3; i++) {
      assertThat(pipeline.nextToStore().id()).isEqualTo(100 + i);
      pipeline.stored();
    }
    assertThat(tickets(pipeline.takeDurable())).containsExactly(0, 1, 2);
    assertThat(pipeline.takeDurable()).isEmpty();
  }

  @Test
  void theBudgetCountsUntilReleased() throws Exception {
    var pipeline = pipeline(ReceiverSettings.builder().maxBlockRecords(10).maxInFlightRecords(10));
    pipeline.submit(batch(4, 40), 1);
    assertThat(pipeline.room()).isEqualTo(6);
    pipeline.submit(batch(8, 80), 2);
    assertThat(pipeline.room()).isZero();

    pipeline.nextToStore();
    assertThat(pipeline.room()).as("being stored").isZero();
    pipeline.stored();
    assertThat(pipeline.room()).as("durable, not acknowledged").isZero();
    List<Handed<String, Integer>> durable = pipeline.takeDurable();
    assertThat(pipeline.room()).as("being acknowledged").isZero();
    pipeline.release(durable);
    assertThat(pipeline.room()).isEqualTo(10);
    assertThat(pipeline.inFlightRecords()).isZero();
    assertThat(pipeline.inFlightBytes()).isZero();
    assertThat(pipeline.isEmpty()).isTrue();
  }

  /** Counts how often somebody would have slept. */
  private static final class SleepCounter implements Clock {
    private int sleeps;

    @Override
    public long nanoTime() {
      return 0;
    }

    @Override
    public void await(Lock lock, Condition condition, long nanos) {
      sleeps++;
    }
  }

  @Test
  void whoLeavesWhatIsDurableToAnotherSleepsMeanwhile() throws Exception {
    SleepCounter counter = new SleepCounter();
    var pipeline =
        new BlockPipeline<String, Integer>(
            ReceiverSettings.builder().maxBlockRecords(1).build(),
            new BlockIds(100),
            counter,
            metrics);
    pipeline.submit(batch(1, 1), 1);
    pipeline.nextToStore();
    pipeline.stored();

    pipeline.awaitChange(1);
    assertThat(counter.sleeps).as("by who takes it").isZero();
    pipeline.awaitNeeded(1);
    assertThat(counter.sleeps).isEqualTo(1);

    pipeline.wake();
    pipeline.awaitNeeded(1);
    pipeline.submit(batch(1, 1), 2);
    pipeline.nextToStore();
    pipeline.failed(new IllegalStateException("no"));
    pipeline.awaitNeeded(1);
    assertThat(counter.sleeps).as("when it is needed").isEqualTo(1);
  }

  @Test
  void theBudgetCountsBytesToo() {
    var pipeline = pipeline(ReceiverSettings.builder().maxBlockBytes(100).maxInFlightBytes(100));
    pipeline.submit(batch(1, 99), 1);
    assertThat(pipeline.room()).isPositive();
    pipeline.submit(batch(1, 1), 2);
    assertThat(pipeline.room()).isZero();
  }

  @Test
  void afterAFailureNothingIsStoredAndTheRestIsNotDurable() throws Exception {
    var pipeline = pipeline(ReceiverSettings.builder().maxBlockRecords(1));
    for (int i = 0; i < 4; i++) {
      pipeline.submit(batch(1, 1), i);
    }
    pipeline.nextToStore();
    pipeline.stored();
    pipeline.nextToStore();
    pipeline.failed(new IllegalStateException("no"));

    assertThat(pipeline.nextToStore()).isNull();
    assertThat(pipeline.failure()).hasMessage("no");
    assertThat(tickets(pipeline.takeDurable())).containsExactly(0);
    assertThat(tickets(pipeline.ambiguous())).containsExactly(1);
    assertThat(tickets(pipeline.notStored())).containsExactly(2, 3);
  }

  @Test
  void whatBecomesDurableAfterTheEndIsDurable() throws Exception {
    var pipeline = pipeline(ReceiverSettings.builder().maxBlockRecords(1));
    pipeline.submit(batch(1, 1), 0);
    pipeline.submit(batch(1, 1), 1);
    pipeline.nextToStore();
    pipeline.end();
    pipeline.stored();

    assertThat(pipeline.nextToStore()).isNull();
    assertThat(tickets(pipeline.takeDurable())).containsExactly(0);
    assertThat(tickets(pipeline.ambiguous())).isEmpty();
    assertThat(tickets(pipeline.notStored())).containsExactly(1);
  }

  @Test
  void theOldestInFlightIsTheOneThatIsFurthestOnItsWay() throws Exception {
    var pipeline = pipeline(ReceiverSettings.builder().maxBlockRecords(1));
    assertThat(pipeline.oldestNanos()).isEmpty();
    long start = clock.nanoTime();
    for (int i = 0; i < 5; i++) {
      pipeline.submit(batch(1, 1), i);
      clock.advance(Duration.ofNanos(1));
    }
    assertThat(pipeline.oldestNanos()).as("sealed").hasValue(start);
    pipeline.nextToStore();
    assertThat(pipeline.oldestNanos()).as("being stored").hasValue(start);
    pipeline.stored();
    assertThat(pipeline.oldestNanos()).as("durable").hasValue(start);
    List<Handed<String, Integer>> taken = pipeline.takeDurable();
    assertThat(pipeline.oldestNanos()).as("being acknowledged").hasValue(start);
    pipeline.release(taken);
    assertThat(pipeline.oldestNanos()).hasValue(start + 1);
    pipeline.nextToStore();
    pipeline.failed(new IllegalStateException("no"));
    assertThat(pipeline.oldestNanos()).as("failed").hasValue(start + 1);
    assertThat(pipeline.inFlightBlocks()).isEqualTo(4);
  }

  @Test
  void theOpenBlockIsInFlightToo() {
    var pipeline = pipeline(ReceiverSettings.builder());
    pipeline.submit(batch(1, 1), 0);
    assertThat(pipeline.oldestNanos()).hasValue(clock.nanoTime());
    assertThat(pipeline.inFlightBlocks()).isZero();
    pipeline.withdraw(0);
    assertThat(pipeline.oldestNanos()).isEmpty();
  }

  @Test
  void onceASessionHasLetGoNothingIsCountedAnyMore() throws Exception {
    var pipeline = pipeline(ReceiverSettings.builder().maxBlockRecords(2));
    for (int i = 0; i < 3; i++) {
      pipeline.submit(batch(2, 1), i);
    }
    pipeline.submit(batch(1, 1), 3);
    pipeline.nextToStore();
    pipeline.stored();
    pipeline.letGo();
    pipeline.letGo();
    assertThat(metrics.figures().get(Figure.REPLAYED)).isEqualTo(7);

    pipeline.release(pipeline.takeDurable());
    pipeline.withdraw(3);
    pipeline.submit(batch(5, 1), 4);
    pipeline.end();
    pipeline.refuse(pipeline.notStored());
    assertThat(metrics.figures().get(Figure.RECEIVED)).isEqualTo(7);
    assertThat(metrics.figures().get(Figure.COMMITTED)).isZero();
    assertThat(metrics.figures().get(Figure.WITHDRAWN)).isZero();
    assertThat(metrics.figures().get(Figure.REPLAYED)).isEqualTo(7);
  }

  private static Block<String, Integer> nextToStore(BlockPipeline<String, Integer> pipeline) {
    try {
      return pipeline.nextToStore();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RecordBatch<String> covering(int records, PositionRange range) {
    return RecordBatch.of(
        new ArrayList<>(Collections.nCopies(records, "x")), records, List.of(range));
  }

  @Test
  void whatIsWithdrawnIsNotCovered() throws Exception {
    var pipeline = pipeline(ReceiverSettings.builder());
    pipeline.submit(covering(1, PositionRange.of("a", 0, 1)), 1);
    pipeline.submit(covering(1, PositionRange.of("a", 1, 2)), 2);
    pipeline.submit(covering(1, PositionRange.of("a", 2, 3)), 3);
    assertThat(pipeline.withdraw(2)).isTrue();
    pipeline.seal();

    assertThat(pipeline.nextToStore().metadata(Figures.ZERO).ranges())
        .containsExactly(PositionRange.of("a", 0, 1), PositionRange.of("a", 2, 3));
  }

  @Test
  void aPositionIsInABlockAtMostOnce() throws Exception {
    var pipeline = pipeline(ReceiverSettings.builder());
    pipeline.submit(covering(10, PositionRange.of("a", 0, 10)), 1);
    pipeline.submit(covering(10, PositionRange.of("a", 10, 20)), 2);
    pipeline.submit(covering(15, PositionRange.of("a", 15, 30)), 3);

    assertThat(tickets(pipeline.nextToStore().handed())).containsExactly(1, 2);
    pipeline.stored();
    pipeline.seal();
    assertThat(tickets(pipeline.nextToStore().handed())).containsExactly(3);
  }

  @Test
  void aBlockThatOnlyCoversPositionsIsStored() throws Exception {
    var pipeline = pipeline(ReceiverSettings.builder());
    pipeline.submit(covering(0, PositionRange.of("a", 0, 10)), 1);
    pipeline.seal();
    assertThat(pipeline.nextToStore().isEmpty()).isFalse();
    pipeline.stored();
    pipeline.submit(RecordBatch.empty(), 2);
    pipeline.seal();
    assertThat(pipeline.nextToStore().isEmpty()).isTrue();
  }

  /** A clock that stands still, under which only a signal ends a wait. */
  private static final class SignalledClock implements Clock {
    private final AtomicInteger waits = new AtomicInteger();

    @Override
    public long nanoTime() {
      return 0;
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // the callers loop
    public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
      waits.incrementAndGet();
      condition.await();
    }

    /** How often somebody has waited. */
    int waits() {
      return waits.get();
    }
  }
}
