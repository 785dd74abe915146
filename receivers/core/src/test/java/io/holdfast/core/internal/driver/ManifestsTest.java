// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.BlockManifest;
import io.holdfast.core.PositionRange;
import io.holdfast.core.internal.BlockMetadata;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag$;

class ManifestsTest {
  private final Manifests manifests = new Manifests();

  private static BlockMetadata block(long sequence, PositionRange... ranges) {
    return BlockMetadata.of(77, sequence, 5, List.of(ranges));
  }

  private static PositionRange range(String partition, long from, long until) {
    return PositionRange.of(partition, from, until);
  }

  @Test
  void aManifestSaysWhichBlocksInOrder() {
    BlockManifest manifest =
        manifests.add(
            3,
            1000,
            List.of(List.of(block(1, range("p", 0, 5))), List.of(block(2, range("p", 5, 9)))));

    assertThat(manifest.streamId()).isEqualTo(3);
    assertThat(manifest.batchMillis()).isEqualTo(1000);
    assertThat(manifest.partitions()).isEqualTo(2);
    assertThat(manifest.records()).isEqualTo(10);
    assertThat(manifest.blocks()).extracting(BlockManifest.Block::sequence).containsExactly(1L, 2L);
    assertThat(manifest.blocks(1))
        .containsExactly(BlockManifest.Block.of(77, 2, 5, List.of(range("p", 5, 9))));
    assertThat(manifest.blocks(1).get(0).instance()).isEqualTo(77);
    assertThat(manifest.blocks(1).get(0).ranges()).containsExactly(range("p", 5, 9));
  }

  @Test
  void aCopyIsEqual() {
    BlockManifest manifest = manifests.add(3, 1000, List.of(List.of(block(1, range("p", 0, 5)))));
    var serializer = new JavaSerializer(new SparkConf(false)).newInstance();
    var tag = ClassTag$.MODULE$.<BlockManifest>apply(BlockManifest.class);
    BlockManifest copy = serializer.deserialize(serializer.serialize(manifest, tag), tag);

    assertThat(copy).isEqualTo(manifest).hasSameHashCodeAs(manifest).isNotSameAs(manifest);
  }

  @Test
  void oldBatchesAreForgotten() {
    manifests.add(3, 1000, Collections.emptyList());
    manifests.add(3, 2000, Collections.emptyList());
    manifests.add(3, 3000, Collections.emptyList());
    manifests.forgetUpTo(2000);

    assertThat(manifests.of(1000)).isEmpty();
    assertThat(manifests.of(2000)).isEmpty();
    assertThat(manifests.of(3000)).isPresent();
  }

  @Test
  void theTextHasARangeInALineMergedOverTheBlocks() {
    BlockManifest manifest =
        manifests.add(
            3,
            1000,
            List.of(
                List.of(block(1, range("p", 0, 5), range("q", 1, 2)), block(2, range("p", 5, 9)))));

    assertThat(PositionsText.of(manifest).lines())
        .containsExactly(
            "partition: p\tpositions: 0 until 9", "partition: q\tpositions: 1 until 2");
  }

  @Test
  void theTextIsCutShortAndSaysSo() {
    PositionRange[] many =
        IntStream.range(0, PositionsText.MAX_LINES + 7)
            .mapToObj(i -> range("p" + i, 0, 1))
            .toArray(PositionRange[]::new);
    String text = PositionsText.of(manifests.add(3, 1000, List.of(List.of(block(1, many)))));

    assertThat(text.lines()).hasSize(PositionsText.MAX_LINES + 1);
    assertThat(text).endsWith("and 7 more ranges");
  }
}
