// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.BlockManifest;
import io.holdfast.core.HasManifest;
import io.holdfast.core.internal.BlockMetadata;
import java.util.Collections;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.BlockRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StreamBlockId;
import org.apache.spark.streaming.receiver.BlockManagerBasedStoreResult;
import org.apache.spark.streaming.scheduler.ReceivedBlockInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.Some;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

class BatchRddTest {
  private static final ClassTag<Object> TYPE = ClassTag$.MODULE$.apply(Object.class);
  private static final BlockManifest MANIFEST = BlockManifest.of(0, 1000, Collections.emptyList());
  private static SparkContext context;

  @BeforeAll
  static void start() {
    context =
        new SparkContext(
            new SparkConf(false)
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

  @Test
  void whateverTheJobKeepsItIsABlockRddWithAManifest() {
    for (boolean log : new boolean[] {true, false}) {
      RDD<Object> rdd = BatchRdd.of(context, Collections.emptyList(), log, MANIFEST, TYPE);
      assertThat(rdd).isInstanceOf(BlockRDD.class);
      assertThat(((HasManifest) rdd).manifest()).isSameAs(MANIFEST);
      assertThat(rdd.count()).isZero();
    }
  }

  @Test
  void aMissingBlockFailsTheJobThatReadsIt() {
    List<ReceivedBlockInfo> blocks = List.of(block(1, Option.empty()));
    RDD<Object> rdd = BatchRdd.of(context, blocks, false, MANIFEST, TYPE);

    assertThat(ReceivedBlocks.isInMemory(blocks.get(0))).isFalse();
    assertThatThrownBy(rdd::count).hasMessageContaining("input-0-1");
  }

  @Test
  void aBlockThatSaysNothingIsCountedBySpark() {
    BlockMetadata own = BlockMetadata.of(1, 2, 3, Collections.emptyList());
    assertThat(ReceivedBlocks.metadata(block(1, new Some<>(own)))).isEqualTo(own);
    assertThat(ReceivedBlocks.metadata(block(1, Option.empty())).records()).isEqualTo(7);
  }

  @Test
  void aTaskDoesNotKnowTheManifest() {
    assertThatThrownBy(() -> BatchRdd.onDriver(null)).isInstanceOf(IllegalStateException.class);
  }
}
