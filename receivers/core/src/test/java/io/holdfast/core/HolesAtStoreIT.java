// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.StreamBlockId;
import org.apache.spark.util.ManualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;
import scala.runtime.AbstractFunction1;

/** Holes around the storing of a block: as Spark has them, and closed. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
class HolesAtStoreIT extends HoleJob {
  /** What plain receivers were told was not stored. */
  private static final Collection<Integer> TOLD_LOST = new ConcurrentLinkedQueue<>();

  /** Lets a write of the driver's log go on. */
  private static volatile CountDownLatch held;

  @BeforeEach
  void prepare() {
    TOLD_LOST.clear();
    ScriptedLog.reset();
    held = new CountDownLatch(1);
  }

  @AfterEach
  void letGo() {
    held.countDown();
  }

  private void contextWithScriptedLog(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put(ScriptedLog.SETTING, ScriptedLog.class.getName());
    settings.put("spark.streaming.unpersist", "false");
    checkpointed(BATCH_MILLIS, settings);
  }

  /** The driver answers late. A store that could not be answered in time has failed. */
  private void contextWithLateDriver() {
    contextWithScriptedLog(
        Map.of(
            "spark.streaming.driver.writeAheadLog.allowBatching",
            "false",
            "spark.rpc.askTimeout",
            "4s"));
  }

  /** Believes what it is told of a block, and says so. */
  static final class Believing extends Numbers.Plain {
    private static final long serialVersionUID = 1L;

    @Override
    boolean goesOnWithout(List<Integer> numbers) {
      TOLD_LOST.addAll(numbers);
      held.countDown();
      return true;
    }
  }

  @Test
  void h8AsSparkHasItABlockAppearsWhoseStoreFailed() {
    contextWithLateDriver();
    ScriptedLog.holdNext(held);
    Numbers.provide(50);
    startPlain(new Believing());
    awaitCounted(49);
    assertThat(TOLD_LOST).containsExactlyElementsOf(upTo(10));
    await().atMost(PATIENCE).until(() -> COUNTED.containsAll(TOLD_LOST));
  }

  @Test
  void h8WithOursItIsNotAcknowledgedThenAndComesAgain() {
    contextWithLateDriver();
    ScriptedLog.holdNext(held);
    Numbers.provide(50);
    startOurs();
    await().atMost(PATIENCE).until(() -> Numbers.closed() == 1);
    assertThat(Numbers.acknowledged()).isZero();
    held.countDown();
    awaitCounted(49);
    List<Integer> twice = new ArrayList<>(upTo(10));
    twice.addAll(upTo(50));
    await().atMost(PATIENCE).until(() -> COUNTED.size() >= 60);
    assertThat(COUNTED).containsExactlyInAnyOrderElementsOf(twice);
  }

  /** A batch comes when it is told to. */
  private void contextWithManualClock() {
    context(1000, Map.of("spark.streaming.clock", ManualClock.class.getName()));
  }

  private void makeBatch() {
    ((ManualClock) context.ssc().scheduler().clock()).advance(1000);
  }

  /** As the loss of an executor does: the second of three blocks is on none any more. */
  private void loseABlock() {
    Numbers.provide(30);
    awaitAcknowledged(30);
    List<StreamBlockId> blocks = new ArrayList<>(blocks());
    blocks.sort(Comparator.comparingLong(StreamBlockId::uniqueId));
    assertThat(blocks).hasSize(3);
    SparkEnv.get().blockManager().removeBlock(blocks.get(1), true);
    makeBatch();
    awaitCounted(29);
  }

  private static Collection<StreamBlockId> blocks() {
    List<StreamBlockId> found = new ArrayList<>();
    JavaConverters.seqAsJavaList(
            SparkEnv.get()
                .blockManager()
                .master()
                .getMatchingBlockIds(
                    new AbstractFunction1<BlockId, Object>() {
                      @Override
                      public Object apply(BlockId id) {
                        return id instanceof StreamBlockId;
                      }
                    },
                    true))
        .forEach(id -> found.add((StreamBlockId) id));
    return found;
  }

  @Test
  void h16AsSparkHasItAMissingBlockVanishesFromABatchThatSucceeds() {
    contextWithManualClock();
    startPlain(new Numbers.Plain());
    loseABlock();
    assertThat(COUNTED).hasSize(20).doesNotContain(10, 15, 19);
  }

  @Test
  void h16WithOursWhatNobodyPromisedToKeepIsLeftOutWithAnError() throws Exception {
    contextWithManualClock();
    Collection<String> errors = new ConcurrentLinkedQueue<>();
    Class<?> lost = Class.forName("io.holdfast.core.internal.driver.LostBlocks");
    try (var unused = WarningsOf.of(lost, errors::add)) {
      startOurs();
      loseABlock();
    }
    assertThat(COUNTED).hasSize(20);
    assertThat(errors)
        .singleElement()
        .asString()
        .contains("1 of the 3 blocks", "10 records that were acknowledged");
  }

  /** From now on the only executor takes no block, as one that is to leave. */
  private void decommission() {
    Numbers.provide(100);
    awaitCounted(99);
    SparkEnv.get().blockManager().decommissionSelf();
    Numbers.provide(200);
  }

  private static final Map<String, String> DECOMMISSION =
      Map.of("spark.decommission.enabled", "true", "spark.storage.decommission.enabled", "true");

  @Test
  void h19AsSparkHasItWhatADecommissionedExecutorDoesNotTakeIsAcknowledgedAndLost() {
    context(BATCH_MILLIS, DECOMMISSION);
    startPlain(new Numbers.OneByOne());
    decommission();
    awaitAcknowledged(200);
    awaitBatches(2);
    assertCounted(0, 100);
  }

  @Test
  void h19WithOursItIsNotAcknowledged() {
    context(BATCH_MILLIS, DECOMMISSION);
    startOurs();
    decommission();
    await().atMost(PATIENCE).until(() -> Numbers.closed() >= 2);
    assertThat(Numbers.acknowledged()).isEqualTo(100);
    awaitBatches(2);
    assertCounted(0, 100);
  }

  /** Fails to store its first block, and stores no other. */
  static final class FailedStore extends Numbers.Plain {
    private static final long serialVersionUID = 1L;

    @Override
    boolean goesOnWithout(List<Integer> numbers) {
      TOLD_LOST.addAll(numbers);
      return false;
    }
  }

  @Test
  void h23AsSparkHasItABlockThatFailedStaysInMemory() {
    contextWithScriptedLog(Map.of());
    ScriptedLog.failNext();
    Numbers.provide(10);
    startPlain(new FailedStore());
    await().atMost(PATIENCE).until(() -> TOLD_LOST.size() == 10);
    assertThat(blocks()).hasSize(1);
    awaitBatches(2);
    assertThat(COUNTED).isEmpty();
  }

  @Test
  void h23WithOursABlockThatFailedIsRemovedAndItsRecordsComeAgain() {
    contextWithScriptedLog(Map.of());
    ScriptedLog.failNext();
    Numbers.provide(50);
    startOurs();
    awaitCounted(49);
    assertCounted(0, 50);
    assertThat(Numbers.opened()).as("the store failed once").isEqualTo(2);
    assertThat(blocks()).as("none is freed here, but for the failed one").hasSize(5);
  }
}
