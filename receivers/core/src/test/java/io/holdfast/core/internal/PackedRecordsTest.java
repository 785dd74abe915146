// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.PositionRange;
import io.holdfast.core.Positioned;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.RecordCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PackedRecordsTest {
  private static final String HALF_A_PAIR = "?a\uD83D?";

  @Test
  void textSurvivesToTheChar() {
    assertSurvives(
        Arrays.asList(
            "",
            "a",
            "\0\n\r",
            "\u00e4\u00f6",
            "\u20ac",
            "\uD83D\uDE00",
            HALF_A_PAIR,
            "\uDE00\uD83D"));
  }

  @Test
  void bytesSurvive() {
    assertSurvives(Arrays.asList(new byte[0], new byte[] {0, -1, 10}, new byte[1000]));
  }

  @Test
  void positionsSurvive() {
    assertSurvives(
        Arrays.asList(
            Positioned.of("p", 0, "a"),
            Positioned.of("p", 1, "b"),
            Positioned.of("p", 7, HALF_A_PAIR),
            Positioned.of("p", 7, "again"),
            Positioned.of("p", 3, "back"),
            Positioned.of("q\u20ac", Long.MAX_VALUE, "d"),
            Positioned.of("q\u20ac", 0, "e"),
            Positioned.of("", Long.MAX_VALUE - 1, "f"),
            Positioned.of("", Long.MAX_VALUE, "g")));
    assertSurvives(
        Arrays.asList(Positioned.of("p", 5, new byte[] {1}), Positioned.of("p", 6, new byte[2])));
  }

  @Test
  void recordsOfAPartitionShareItsName() {
    List<Object> read =
        unpacked(
            Arrays.asList(Positioned.of("p", 0, "a"), Positioned.of("p", 9, "b")),
            Arrays.asList(Positioned.of("p", 10, "c")));

    assertThat(read)
        .allSatisfy(
            it ->
                assertThat(((Positioned<?>) it).partition())
                    .isSameAs(((Positioned<?>) read.get(0)).partition()));
  }

  @Test
  void aBatchIsPackedIfItsRecordsAreAlike() {
    assertThat(isPacked("a", "b")).isTrue();
    assertThat(isPacked(Positioned.of("p", 1, "a"))).isTrue();
    assertThat(isPacked(5L)).isFalse();
    assertThat(isPacked("a", null)).isFalse();
    assertThat(isPacked((Object) null)).isFalse();
    assertThat(isPacked("a", new byte[1])).isFalse();
    assertThat(isPacked("a", Positioned.of("p", 1, "b"))).isFalse();
    assertThat(isPacked(Positioned.of("p", 1, "b"), "a")).isFalse();
    assertThat(isPacked(Positioned.of("p", 1, 2L))).isFalse();
    assertThat(isPacked(Positioned.of("p", 1, "a"), Positioned.of("p", 2, 2L))).isFalse();
    assertThat(isPacked()).isFalse();
  }

  @Test
  void whatIsNotPackedIsTheBatchItself() {
    RecordBatch<Object> batch = RecordBatch.of(Arrays.asList("a", 1), 5);
    assertThat(PackedRecords.pack(batch, null)).isSameAs(batch);
  }

  @Test
  void aPackedBatchIsStillThatBatch() {
    PositionRange range = PositionRange.of("p", 0, 2);
    RecordBatch<String> packed =
        PackedRecords.pack(RecordBatch.of(List.of("a", "b"), 99, List.of(range)), null);

    assertThat(packed.records()).isInstanceOf(PackedRecords.class).containsExactly("a", "b");
    assertThat(packed.records().get(1)).isEqualTo("b");
    assertThat(packed.bytes()).isEqualTo(99);
    assertThat(packed.ranges()).containsExactly(range);
  }

  @Test
  void aBlockOfAnotherVersionIsRefused() {
    assertThatThrownBy(() -> PackedBlock.read(new byte[] {9}, 0, 1, null))
        .hasMessageContaining("has version 9");
    assertThatThrownBy(() -> PackedBlock.read(new byte[0], 0, 0, null))
        .hasMessageContaining("version");
  }

  @Test
  void aBlockThatWasPackedInOneArrayIsThatArray() {
    BlockPacker packer = new BlockPacker(Packing.WITHOUT_CODEC);
    block(packer, 40); // what it grows by is known then
    List<PackedRecords<?>> packed = block(packer, 40);

    ByteBuffer block = PackedBlock.of(packed);

    assertThat(block.array()).isSameAs(packed.get(0).array());
    assertThat(block.arrayOffset()).isEqualTo(packed.get(0).from());
    assertThat(read(block)).hasSize(40 * 10).startsWith("0", "1").endsWith("399");
  }

  @Test
  void aBlockDoesNotKeepAnArrayThatIsMuchLarger() {
    BlockPacker packer = new BlockPacker(Packing.WITHOUT_CODEC);
    List<PackedRecords<?>> large = block(packer, 40);
    List<PackedRecords<?>> small = block(packer, 30);

    ByteBuffer block = PackedBlock.of(small);

    assertThat(block.array()).isNotSameAs(small.get(0).array());
    assertThat(block.array()).hasSize(block.arrayOffset() + block.remaining());
    assertThat(read(block)).hasSize(30 * 10);
    assertThat(read(PackedBlock.of(large))).as("the one before").hasSize(40 * 10);
  }

  @Test
  void aBatchThatIsTakenOutIsNotInTheBlock() {
    BlockPacker packer = new BlockPacker(Packing.WITHOUT_CODEC);
    block(packer, 40);
    List<PackedRecords<?>> packed = block(packer, 40);
    List<PackedRecords<?>> withoutFirst = packed.subList(1, 40);
    List<PackedRecords<?>> withoutThird = new ArrayList<>(packed);
    withoutThird.remove(2);

    ByteBuffer block = PackedBlock.of(withoutFirst);

    assertThat(block.array()).isSameAs(packed.get(1).array());
    assertThat(block.arrayOffset()).isEqualTo(packed.get(1).from());
    assertThat(block.position()).as("as Spark wants it").isZero();
    assertThat(read(block)).hasSize(39 * 10).startsWith("10", "11");
    assertThat(read(PackedBlock.of(withoutThird)))
        .hasSize(39 * 10)
        .containsSubsequence("19", "30")
        .doesNotContain("20");
  }

  @Test
  void aBlockThatBeginsUnannouncedIsWhatItIs() {
    BlockPacker packer = new BlockPacker(Packing.WITHOUT_CODEC);
    block(packer, 2);
    List<PackedRecords<?>> second = List.of(next(packer, 7, false), next(packer, 8, false));

    assertThat(read(PackedBlock.of(second))).hasSize(2 * 10).startsWith("70", "71").endsWith("89");
  }

  @Test
  void anArrayDoesNotGrowWithoutEnd() {
    BlockPacker packer = new BlockPacker(Packing.WITHOUT_CODEC);
    List<Object> megabyte = List.of(new byte[1 << 20]);
    PackedRecords<?> last = null;
    for (int i = 0; i < 100; i++) {
      last = packed(packer.pack(RecordBatch.of(megabyte, 1), false));
    }

    assertThat(last.from()).isLessThan(100 << 20);
    assertThat(last.array().length).isLessThanOrEqualTo(128 << 20);
  }

  /** Batches of ten records, as one block after the other has them. */
  private static List<PackedRecords<?>> block(BlockPacker packer, int batches) {
    List<PackedRecords<?>> packed = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      packed.add(next(packer, i, i == 0));
    }
    return packed;
  }

  private static PackedRecords<?> next(BlockPacker packer, int number, boolean begins) {
    List<String> records =
        IntStream.range(10 * number, 10 * number + 10).mapToObj(String::valueOf).toList();
    return packed(packer.pack(RecordBatch.of(records, 1), begins));
  }

  private static PackedRecords<?> packed(RecordBatch<?> batch) {
    return (PackedRecords<?>) batch.records();
  }

  @Test
  void aRecordInSteadyStateTakesTwoBytesMore() {
    List<Object> records = new ArrayList<>();
    for (int offset = 0; offset < 1000; offset++) {
      records.add(Positioned.of("p", offset, "x".repeat(50)));
    }

    assertThat(packed(records).bytes()).isBetween(52 * 1000, 52 * 1000 + 20);
  }

  /** As a receiver may have one for its records. */
  private static final class UuidCodec implements RecordCodec<UUID> {
    private static final long serialVersionUID = 1L;

    @Override
    public Class<UUID> type() {
      return UUID.class;
    }

    @Override
    public byte[] toBytes(UUID value) {
      return value.toString().getBytes(UTF_8);
    }

    @Override
    public UUID fromBytes(byte[] bytes) {
      return UUID.fromString(new String(bytes, UTF_8));
    }
  }

  @Test
  void aReceiversOwnRecordsAreKeptByItsCodec() {
    UUID id = new UUID(1, 2);
    List<Object> plain = Arrays.asList(id, new UUID(3, 4));
    List<Object> positioned = Arrays.asList(Positioned.of("p", 7, id));

    assertThat(isPacked(id)).isFalse();
    assertThat(packed(plain, new UuidCodec())).isEqualTo(plain);
    assertThat(packed(positioned, new UuidCodec())).isEqualTo(positioned);
    assertThat(PackedRecords.pack(RecordBatch.of(Arrays.asList(id, "a"), 1), new UuidCodec()))
        .returns(Arrays.asList(id, "a"), RecordBatch::records);
  }

  @Test
  void aJobThatLostItsCodecIsTold() {
    PackedRecords<?> packed = packed(List.of(new UUID(1, 2)), new UuidCodec());

    assertThatThrownBy(() -> PackedBlock.read(packed.array(), 0, packed.bytes(), null).next())
        .hasMessageContaining("the receiver has none any more");
  }

  @Test
  void anySequenceSurvives() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      int kind = random.nextInt(4);
      List<Object> records =
          IntStream.range(0, 1 + random.nextInt(100)).mapToObj(i -> any(kind, random)).toList();
      assertThat(described(unpacked(records, records)))
          .as("seed %d", seed)
          .isEqualTo(described(Stream.concat(records.stream(), records.stream()).toList()));
    }
  }

  private static Object any(int kind, Random random) {
    Object value = kind % 2 == 0 ? anyBytes(random) : anyText(random);
    return kind < 2 ? value : Positioned.of("p" + random.nextInt(2), anyOffset(random), value);
  }

  private static long anyOffset(Random random) {
    return random.nextBoolean() ? random.nextInt(3) : random.nextLong() >>> 1;
  }

  private static byte[] anyBytes(Random random) {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String anyText(Random random) {
    int bound = random.nextBoolean() ? 0x80 : 0x10000;
    return random
        .ints(random.nextInt(50), 0, bound)
        .collect(StringBuilder::new, (text, c) -> text.append((char) c), StringBuilder::append)
        .toString();
  }

  private static void assertSurvives(List<?> records) {
    assertThat(described(packed(records))).isEqualTo(described(records));
    assertThat(described(unpacked(records))).isEqualTo(described(records));
  }

  private static boolean isPacked(Object... records) {
    return PackedRecords.pack(RecordBatch.of(Arrays.asList(records), 1), null).records()
        instanceof PackedRecords<?>;
  }

  private static PackedRecords<?> packed(List<?> records) {
    return packed(records, null);
  }

  private static PackedRecords<?> packed(List<?> records, RecordCodec<?> codec) {
    return (PackedRecords<?>) PackedRecords.pack(RecordBatch.of(records, 1), codec).records();
  }

  /** The records of a block of these batches. */
  private static List<Object> unpacked(List<?>... batches) {
    List<PackedRecords<?>> packed = new ArrayList<>();
    for (List<?> batch : batches) {
      packed.add(packed(batch));
    }
    return read(PackedBlock.of(packed));
  }

  private static List<Object> read(ByteBuffer block) {
    byte[] elsewhere = new byte[block.remaining() + 10]; // as Spark may hand it back
    int length = block.remaining();
    block.duplicate().get(elsewhere, 5, length);
    List<Object> records = new ArrayList<>();
    PackedBlock.read(elsewhere, 5, length, null).forEachRemaining(records::add);
    return records;
  }

  /** Arrays of bytes are equal to themselves only. */
  private static List<Object> described(List<?> records) {
    List<Object> described = new ArrayList<>();
    for (Object record : records) {
      if (record instanceof byte[] bytes) {
        described.add(Arrays.toString(bytes));
      } else if (record instanceof Positioned<?> it && it.value() instanceof byte[] bytes) {
        described.add(Positioned.of(it.partition(), it.offset(), Arrays.toString(bytes)));
      } else {
        described.add(record);
      }
    }
    return described;
  }
}
