// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.PositionRange;
import io.holdfast.core.internal.metrics.Figure;
import io.holdfast.core.internal.metrics.Figures;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.Serializer;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag$;

class BlockMetadataTest {
  private static final Serializer JAVA = new JavaSerializer(new SparkConf(false));
  private static final Serializer KRYO =
      new KryoSerializer(
          new SparkConf(false)
              .set("spark.kryo.registrationRequired", "true")
              .registerKryoClasses(new Class<?>[] {BlockMetadata.class}));

  private static byte[] bytes(Serializer serializer, BlockMetadata metadata) {
    ByteBuffer buffer =
        serializer.newInstance().serialize(metadata, ClassTag$.MODULE$.apply(BlockMetadata.class));
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static BlockMetadata copy(Serializer serializer, BlockMetadata metadata) {
    return serializer
        .newInstance()
        .deserialize(
            ByteBuffer.wrap(bytes(serializer, metadata)),
            ClassTag$.MODULE$.apply(BlockMetadata.class));
  }

  /** As of Kafka: the id of a topic, the number of a partition, offsets of a topic in use. */
  private static List<PositionRange> kafkaLike(int partitions) {
    Random random = new Random(1);
    return IntStream.range(0, partitions)
        .mapToObj(
            number -> {
              long from = 4_000_000_000L + random.nextInt(1_000_000_000);
              return PositionRange.of(
                  "h8Kz2yMVQmuTgYxJ3fLwbQ-" + number, from, from + random.nextInt(50_000) + 1);
            })
        .toList();
  }

  private static BlockMetadata of(List<PositionRange> ranges) {
    return BlockMetadata.of(0x2ABBCCDDEEFF0011L, 123_456, 50_000, ranges);
  }

  @Test
  void aCopyIsEqualAndSaysTheSameUnderBothSerializers() {
    BlockMetadata metadata = of(kafkaLike(200));
    for (Serializer serializer : List.of(JAVA, KRYO)) {
      BlockMetadata copy = copy(serializer, metadata);
      assertThat(copy).isEqualTo(metadata).hasSameHashCodeAs(metadata).isNotSameAs(metadata);
      assertThat(copy.instance()).isEqualTo(0x2ABBCCDDEEFF0011L);
      assertThat(copy.sequence()).isEqualTo(123_456);
      assertThat(copy.records()).isEqualTo(50_000);
      assertThat(copy.isQuiesced()).isFalse();
      assertThat(copy.ranges()).isEqualTo(kafkaLike(200));
    }
  }

  @Test
  void whatDiffersInAnythingIsNotEqual() {
    List<PositionRange> ranges = kafkaLike(2);
    assertThat(
            List.of(
                BlockMetadata.of(1, 2, 3, ranges),
                BlockMetadata.of(9, 2, 3, ranges),
                BlockMetadata.of(1, 9, 3, ranges),
                BlockMetadata.of(1, 2, 9, ranges),
                BlockMetadata.of(1, 2, 3, kafkaLike(1)),
                BlockMetadata.of(1, 2, 3, Collections.emptyList()),
                BlockMetadata.of(1, 2, 0, Collections.emptyList()),
                BlockMetadata.quiesced(1, 2)))
        .doesNotHaveDuplicates();
  }

  @Test
  void theMarkerOfAQuiescedInstanceIsAnEmptyBlock() {
    BlockMetadata marker = copy(JAVA, BlockMetadata.quiesced(1, 2));
    assertThat(marker.isQuiesced()).isTrue();
    assertThat(marker.records()).isZero();
    assertThat(marker.ranges()).isEmpty();
    assertThat(marker).hasToString("block 2 of instance 1: quiesced");
  }

  @Test
  void itIsSmallAndGrowsWithItsRanges() {
    int none = bytes(JAVA, of(Collections.emptyList())).length;
    int sixteen = bytes(JAVA, of(kafkaLike(16))).length;
    int twoHundred = bytes(JAVA, of(kafkaLike(200))).length;

    System.out.printf("metadata: 0, 16, 200 ranges: %d, %d, %d B%n", none, sixteen, twoHundred);
    assertThat(none).isLessThan(160);
    assertThat(sixteen).isGreaterThan(none).isLessThan(1024);
    assertThat(twoHundred).isGreaterThan(sixteen).isLessThan(4096);
  }

  @Test
  void theFiguresComeBackUnderBothSerializersAndAreFewBytes() {
    Figures figures = Figures.of(figure -> 1_000_000_000L + figure.metric().length());
    BlockMetadata metadata = BlockMetadata.of(1, 2, 3, kafkaLike(16), figures);
    for (Serializer serializer : List.of(JAVA, KRYO)) {
      BlockMetadata copy = copy(serializer, metadata);
      assertThat(copy).isEqualTo(metadata);
      assertThat(copy.figures().orElseThrow().toArray()).containsExactly(figures.toArray());
      assertThat(copy.ranges()).isEqualTo(kafkaLike(16));
    }
    assertThat(metadata).isNotEqualTo(BlockMetadata.of(1, 2, 3, kafkaLike(16)));
    assertThat(BlockMetadata.of(1, 2, 3, kafkaLike(16)).figures()).isEmpty();
    assertThat(bytes(JAVA, metadata)).as("large figures").hasSizeLessThan(1024);
  }

  @Test
  void figuresOfAReleaseThatKnowsFewerOrMoreAreReadAsFarAsBothKnow() {
    Figures fewer = Figures.ofArray(new long[] {5, 6});
    Figures copy =
        copy(JAVA, BlockMetadata.of(1, 2, 3, kafkaLike(1), fewer)).figures().orElseThrow();
    assertThat(copy.get(Figure.STORED)).isEqualTo(6);
    assertThat(copy.get(Figure.SESSION)).isZero();
    assertThat(Figures.ofArray(new long[100]).toArray()).hasSize(Figure.values().length);
  }

  @Test
  void partitionsThatAlternateNumbersAreSmallToo() {
    RangeMerger merger = new RangeMerger();
    for (int i = 0; i < BlockBuilder.MAX_RANGES; i++) {
      merger.add(
          PositionRange.of(i % 2 == 0 ? "host-a/17" : "host-b/4", 1_000_000L + i, 1_000_001L + i));
    }
    BlockMetadata metadata = of(merger.ranges());
    assertThat(bytes(JAVA, metadata)).hasSizeLessThan(1024 + 3 * BlockBuilder.MAX_RANGES);
    assertThat(copy(JAVA, metadata).ranges()).isEqualTo(merger.ranges());
  }

  @Test
  void anyNameAndAnyNumberComeBack() {
    Seeded.trials(
        random -> {
          List<PositionRange> ranges = randomRanges(random);
          long instance = random.nextLong();
          long sequence = random.nextLong() >>> random.nextInt(1, Long.SIZE);
          long records = random.nextLong() >>> random.nextInt(1, Long.SIZE);
          BlockMetadata metadata = BlockMetadata.of(instance, sequence, records, ranges);
          assertThat(metadata.ranges()).isEqualTo(ranges);
          assertThat(metadata.instance()).isEqualTo(instance);
          assertThat(metadata.sequence()).isEqualTo(sequence);
          assertThat(metadata.records()).isEqualTo(records);
          assertThat(metadata).isEqualTo(BlockMetadata.of(instance, sequence, records, ranges));
        });
  }

  private static List<PositionRange> randomRanges(Random random) {
    String[] names = {"", "topic-1", "topic-10", "tópic-1", "a\uD800", "a\uD801", "topic", "\n\0"};
    List<PositionRange> ranges = new ArrayList<>();
    for (int i = random.nextInt(20); i > 0; i--) {
      long from = random.nextLong() >>> random.nextInt(1, Long.SIZE);
      long length = 1 + (random.nextLong() >>> random.nextInt(1, Long.SIZE));
      long until = from >= Long.MAX_VALUE - length ? Long.MAX_VALUE : from + length;
      ranges.add(
          PositionRange.of(names[random.nextInt(names.length)], Math.min(from, until - 1), until));
    }
    return ranges;
  }

  @Test
  void theMetadataOfAnotherReleaseIsRefusedInASentence() throws Exception {
    byte[] bytes = bytes(JAVA, BlockMetadata.of(1, 2, 3, Collections.emptyList()));
    bytes[bytes.length - BlockMetadataTest.encodedLength()] = 2;
    BlockMetadata other =
        JAVA.newInstance()
            .deserialize(ByteBuffer.wrap(bytes), ClassTag$.MODULE$.apply(BlockMetadata.class));

    assertThatThrownBy(other::records)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("version 2", "version 1");
  }

  /** Version, instance, sequence, records, flag, number of ranges, number of figures. */
  private static int encodedLength() {
    return 1 + Long.BYTES + 1 + 1 + 1 + 1 + 1;
  }
}
