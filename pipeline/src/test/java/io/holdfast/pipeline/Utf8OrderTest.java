// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8OrderTest {
  private static final String GRINNING_FACE = "\uD83D\uDE00";
  private static final String FULL_WIDTH_A = "\uFF21";

  @Test
  void putsSurrogatePairsAfterThePlaneBelow() {
    assertThat(GRINNING_FACE).isLessThan(FULL_WIDTH_A); // what String's own order does
    assertThat(Utf8Order.INSTANCE.compare(GRINNING_FACE, FULL_WIDTH_A)).isPositive();
    assertThat(Utf8Order.INSTANCE.compare(FULL_WIDTH_A, GRINNING_FACE)).isNegative();
  }

  @Test
  void putsAPrefixFirst() {
    assertThat(Utf8Order.INSTANCE.compare("word", "words")).isNegative();
    assertThat(Utf8Order.INSTANCE.compare("words", "words")).isZero();
  }

  @Test
  void isTheOrderOfTheBytes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 50_000; i++) {
      String left = text(random);
      String right = random.nextInt(4) == 0 ? left + text(random) : text(random);
      int expected = Arrays.compareUnsigned(bytes(left), bytes(right));
      assertThat(Integer.signum(Utf8Order.INSTANCE.compare(left, right)))
          .as("seed %d, pair %d", seed, i)
          .isEqualTo(Integer.signum(expected));
    }
  }

  /** Few distinct characters, so that common beginnings are common; from all lengths of UTF-8. */
  private static String text(Random random) {
    int[] edges = {'a', 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF};
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(4);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(edges[random.nextInt(edges.length)]);
    }
    return text.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
