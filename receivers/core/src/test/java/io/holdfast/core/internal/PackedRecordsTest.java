// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Positioned;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
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
        unpacked(packed(Arrays.asList(Positioned.of("p", 0, "a"), Positioned.of("p", 9, "b"))));

    assertThat(((Positioned<?>) read.get(0)).partition())
        .isSameAs(((Positioned<?>) read.get(1)).partition());
  }

  @Test
  void whatIsNotPackedPassesInItsPlace() {
    List<Object> records =
        Arrays.asList(
            "a",
            null,
            "b",
            5L,
            new byte[] {1},
            Positioned.of("p", 1, 2L),
            Positioned.of("p", 2, "c"),
            "d");

    assertThat(packed(records)).hasSize(8);
    assertSurvives(records);
  }

  @Test
  void aLargeRecordIsNotCopied() {
    byte[] large = new byte[(1 << 20) + 1];
    String text = "x".repeat(large.length);
    Positioned<String> positioned = Positioned.of("p", 1, text);

    assertThat(packed(Arrays.asList(large, text, positioned)))
        .satisfiesExactly(
            it -> assertThat(it).isSameAs(large),
            it -> assertThat(it).isSameAs(text),
            it -> assertThat(it).isSameAs(positioned));
  }

  @Test
  void aPackIsNeitherABlockNorARecord() {
    List<Object> records = new ArrayList<>(Collections.nCopies(20_000, "x".repeat(100)));

    assertThat(packed(records)).hasSize(8).hasOnlyElementsOfType(PackedRecords.class);
    assertSurvives(records);
  }

  @Test
  void anySequenceSurvives() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<Object> records =
          IntStream.range(0, random.nextInt(100)).mapToObj(i -> anyRecord(random)).toList();
      assertThat(described(unpacked(packed(records))))
          .as("seed %d", seed)
          .isEqualTo(described(records));
    }
  }

  private static Object anyRecord(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextLong();
      case 1 -> anyBytes(random);
      case 2 -> Positioned.of("p" + random.nextInt(2), random.nextLong() >>> 1, anyBytes(random));
      case 3 -> Positioned.of("p" + random.nextInt(2), random.nextInt(3), anyText(random));
      default -> anyText(random);
    };
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
    assertThat(described(unpacked(packed(records)))).isEqualTo(described(records));
  }

  private static List<Object> packed(List<?> records) {
    List<Object> packed = new ArrayList<>();
    new PackingIterator(records.iterator()).forEachRemaining(packed::add);
    return packed;
  }

  private static List<Object> unpacked(List<Object> packed) {
    List<Object> records = new ArrayList<>();
    for (Object each : packed) {
      if (each instanceof PackedRecords pack) {
        pack.iterator().forEachRemaining(records::add);
      } else {
        records.add(each);
      }
    }
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

  @Test
  void aRecordInSteadyStateTakesTwoBytesMore() {
    List<Object> records = new ArrayList<>();
    for (int offset = 0; offset < 1000; offset++) {
      records.add(Positioned.of("p", offset, "x".repeat(50)));
    }
    PackedRecords.Writer pack = new PackedRecords.Writer(records.get(0));
    records.forEach(pack::add);

    assertThat(pack.bytes()).isBetween(52 * 1000, 52 * 1000 + "p".getBytes(UTF_8).length + 10);
  }
}
