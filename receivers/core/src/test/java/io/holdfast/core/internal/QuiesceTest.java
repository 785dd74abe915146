// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.Polled;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.Replay;
import io.holdfast.core.internal.FakeDoor.Outcome;
import io.holdfast.core.internal.FakeDoor.StoredBlock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An engine that is told to quiesce. */
@Timeout(30)
class QuiesceTest {
  private final FakeDoor<Integer> door = new FakeDoor<>();
  private final Numbers numbers = new Numbers(1_000_000, 10);
  private final CountDownLatch never = new CountDownLatch(1);
  private ReceiverEngine<Integer> engine;

  private void start(SourceOpener<Integer> opener) {
    ReceiverSettings settings =
        ReceiverSettings.builder()
            .maxBlockRecords(100)
            .maxInFlightRecords(1000)
            .drainTimeout(Duration.ofMillis(500))
            .build();
    engine = new ReceiverEngine<>(door, settings, Replay.FROM_COMMIT, opener);
    engine.start();
  }

  @AfterEach
  void stop() {
    never.countDown();
    door.open();
    engine.stop();
    await().until(() -> threads().isEmpty());
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("holdfast-7"))
        .toList();
  }

  private boolean isMarked() {
    return door.blocks().stream().anyMatch(QuiesceTest::isMarker);
  }

  private static boolean isMarker(StoredBlock<?> block) {
    return ((BlockMetadata) block.metadata()).isQuiesced();
  }

  private void assertMarkedOnceAfterAllBlocks() {
    List<StoredBlock<Integer>> blocks = door.blocks();
    StoredBlock<Integer> last = blocks.get(blocks.size() - 1);
    assertThat(blocks.stream().filter(QuiesceTest::isMarker)).containsExactly(last);
    assertThat(last.records()).isEmpty();
    BlockMetadata marker = (BlockMetadata) last.metadata();
    assertThat(blocks.subList(0, blocks.size() - 1))
        .map(block -> (BlockMetadata) block.metadata())
        .allSatisfy(
            metadata -> {
              assertThat(metadata.instance()).isEqualTo(marker.instance());
              assertThat(metadata.sequence()).isLessThan(marker.sequence());
            });
  }

  @Test
  void whatWasReceivedIsStoredAndCommittedAndTheMarkerIsTheLastBlock() {
    start(numbers::open);
    await().until(() -> numbers.committed() > 1000);
    door.quiesce();

    await().until(this::isMarked);
    assertMarkedOnceAfterAllBlocks();
    assertThat(numbers.events()).endsWith("close");
    int polled =
        numbers.events().stream()
            .filter(event -> event.startsWith("poll "))
            .mapToInt(event -> Integer.parseInt(event.substring(5)))
            .max()
            .orElseThrow();
    assertThat(numbers.committed()).isEqualTo(polled);
    assertThat(door.records()).isEqualTo(IntStream.range(0, polled).boxed().toList());
    await().until(() -> threads().isEmpty());
  }

  @Test
  void aReceiverThatIsRelaunchedMeanwhileOpensNoSourceAndStoresOnlyTheMarker() {
    door.quiesce();
    start(numbers::open);

    await().until(this::isMarked);
    assertThat(door.blocks()).hasSize(1);
    assertThat(numbers.sessions()).isZero();
  }

  @Test
  void aReceiverThatStillWaitsForACheckpointStoresTheMarker() {
    door.ready(false);
    start(numbers::open);
    await().until(() -> !threads().isEmpty());
    door.quiesce();

    await().until(this::isMarked);
    assertThat(numbers.sessions()).isZero();
  }

  @Test
  void aStoreThatHangsIsNotWaitedForWithoutEndAndIsNotAcknowledgedAfterTheMarker() {
    door.hold();
    start(numbers::open);
    await().until(() -> door.someoneWaits());
    door.letNew();
    door.quiesce();

    await().until(this::isMarked);
    assertThat(door.blocks()).hasSize(1);
    door.open();
    await().until(() -> threads().isEmpty());
    assertThat(door.blocks()).as("the store came back").hasSize(2);
    assertThat(numbers.committed()).isZero();
  }

  @Test
  void aStoreThatIsSlowerThanTheDrainIsStillBeforeTheMarker() {
    door.hold();
    start(numbers::open);
    await().until(() -> door.someoneWaits());
    door.letNew();
    door.quiesce();

    await().until(() -> numbers.events().contains("close"));
    assertThat(door.blocks()).as("no marker while a block may yet be stored").isEmpty();
    door.open();
    await().until(this::isMarked);
    assertMarkedOnceAfterAllBlocks();
    assertThat(door.blocks()).hasSize(2);
  }

  @Test
  void aSourceThatHangsIsGivenUpAndCommitsNoMore() {
    CountDownLatch polling = new CountDownLatch(1);
    start(
        context ->
            numbers.new NumberSource() {
              @Override
              public Polled<Integer, Integer> poll(int demand, Duration timeout) throws Exception {
                Polled<Integer, Integer> polled = super.poll(demand, timeout);
                polling.countDown();
                boolean unused = never.await(20, TimeUnit.SECONDS);
                return polled;
              }
            });
    await().until(() -> polling.getCount() == 0);
    door.quiesce();

    await().until(this::isMarked);
    assertThat(door.reports()).anyMatch(report -> report.contains("in time to quiesce"));
    assertThat(numbers.committed()).isZero();
  }

  @Test
  void aMarkerThatCouldNotBeStoredIsTriedAgain() {
    door.then(Outcome.FAILED, Outcome.FAILED);
    door.quiesce();
    start(numbers::open);

    await().until(this::isMarked);
    assertThat(door.blocks()).hasSize(1);
  }

  @Test
  void aFileSystemThatCannotSayIsANo() {
    door.blind(true);
    start(numbers::open);
    await().until(() -> numbers.committed() > 100);
    door.quiesce();
    int committed = numbers.committed();
    await().until(() -> numbers.committed() > committed + 1000);

    door.blind(false);
    await().until(this::isMarked);
    assertMarkedOnceAfterAllBlocks();
  }

  @Test
  void aStopAfterTheMarkerReturnsAtOnce() {
    start(numbers::open);
    await().until(() -> numbers.committed() > 0);
    door.quiesce();
    await().until(this::isMarked);

    long begun = System.nanoTime();
    engine.stop();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(400));
    assertMarkedOnceAfterAllBlocks();
  }
}
