// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.BlockManifest;
import io.holdfast.core.HasManifest;
import io.holdfast.core.internal.BlockMetadata;
import io.holdfast.core.internal.metrics.Figures;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.rdd.BlockRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.storage.StreamBlockId;
import org.apache.spark.streaming.receiver.BlockManagerBasedStoreResult;
import org.apache.spark.streaming.scheduler.ReceivedBlockInfo;
import org.apache.spark.util.io.ChunkedByteBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scala.Option;
import scala.Some;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

class BatchRddTest {
  private static final ClassTag<Object> TYPE = ClassTag$.MODULE$.apply(Object.class);
  private static final BlockManifest MANIFEST = BlockManifest.of(0, 1000, Collections.emptyList());
  private static final StorageLevel LEVEL = StorageLevel.MEMORY_AND_DISK_SER();
  private static SparkContext context;

  @BeforeAll
  static void start() {
    context =
        new SparkContext(
            new SparkConf(false)
                .set("spark.memory.offHeap.enabled", "true")
                .set("spark.memory.offHeap.size", "16m")
                .setMaster("local[1]")
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1"));
  }

  @AfterAll
  static void stop() {
    context.stop();
  }

  private static ReceivedBlockInfo block(long id, Option<Object> metadata) {
    return new ReceivedBlockInfo(
        0,
        new Some<>(7L),
        metadata,
        new BlockManagerBasedStoreResult(new StreamBlockId(0, id), new Some<>(7L)));
  }

  private static RDD<Object> rdd(List<List<ReceivedBlockInfo>> partitions) {
    return new BatchRdd<>(context, partitions, MANIFEST, null, null, TYPE);
  }

  @Test
  void itIsABlockRddWithAManifest() {
    RDD<Object> rdd = rdd(List.of());
    assertThat(rdd).isInstanceOf(BlockRDD.class);
    assertThat(((HasManifest) rdd).manifest()).isSameAs(MANIFEST);
    assertThat(rdd.count()).isZero();
  }

  @Test
  void aMissingBlockFailsTheJobThatReadsIt() {
    ReceivedBlockInfo missing = block(1, Option.empty());

    assertThat(ReceivedBlocks.isInMemory(missing)).isFalse();
    assertThatThrownBy(rdd(List.of(List.of(missing)))::count)
        .hasMessageContaining("block input-0-1 of RDD");
  }

  /** Bytes on the heap, outside of it, and in a file. */
  static Stream<StorageLevel> levels() {
    return Stream.of(LEVEL, StorageLevel.OFF_HEAP(), StorageLevel.DISK_ONLY());
  }

  @ParameterizedTest
  @MethodSource("levels")
  void aPackedBlockIsOpenedWhereverItIs(StorageLevel level) {
    byte[] packed = {2, 2, 2, 2, 'a', 4, 'b', 'c'}; // version, text, two records: a and bc
    long id = 20L + level.hashCode();
    boolean put =
        SparkEnv.get()
            .blockManager()
            .putBytes(
                new StreamBlockId(0, id),
                new ChunkedByteBuffer(ByteBuffer.wrap(packed)),
                level,
                true,
                TYPE);
    BlockMetadata metadata = BlockMetadata.packed(1, 2, 2, Collections.emptyList(), Figures.ZERO);
    List<List<ReceivedBlockInfo>> partitions = List.of(List.of(block(id, new Some<>(metadata))));

    assertThat(put).isTrue();
    for (int times = 0; times < 2; times++) {
      assertThat((Object[]) rdd(partitions).collect()).containsExactly("a", "bc");
      assertThat((Object[]) rdd(partitions).take(1)).containsExactly("a"); // leaves the rest
    }
    SparkEnv.get().blockManager().removeBlock(new StreamBlockId(0, id), true);
    assertThatThrownBy(rdd(partitions)::count).hasMessageContaining("not found");
  }

  @Test
  void aPartitionReadsItsBlocksInOrder() {
    for (int id = 10; id < 14; id++) {
      boolean unused =
          SparkEnv.get()
              .blockManager()
              .putSingle(new StreamBlockId(0, id), "b" + id, LEVEL, true, TYPE);
    }
    RDD<Object> rdd =
        rdd(
            List.of(
                List.of(block(13, Option.empty())),
                List.of(
                    block(10, Option.empty()),
                    block(11, Option.empty()),
                    block(12, Option.empty()))));

    assertThat(rdd.getNumPartitions()).isEqualTo(2);
    assertThat((Object[]) rdd.collect()).containsExactly("b13", "b10", "b11", "b12");
  }

  @Test
  void aBlockThatSaysNothingIsCountedBySpark() {
    BlockMetadata own = BlockMetadata.of(1, 2, 3, Collections.emptyList());
    assertThat(ReceivedBlocks.metadata(block(1, new Some<>(own)))).isEqualTo(own);
    assertThat(ReceivedBlocks.metadata(block(1, Option.empty())).records()).isEqualTo(7);
  }

  @Test
  void aTaskDoesNotKnowTheManifest() {
    RDD<Object> sent = new BatchRdd<>(context, List.of(), null, null, null, TYPE);
    assertThatThrownBy(((HasManifest) sent)::manifest).isInstanceOf(IllegalStateException.class);
  }
}
