// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WordCounterTest {
  private static final Pattern WHITE_SPACE = Pattern.compile("\\p{IsWhite_Space}");

  private final WordCounter counter = new WordCounter();

  @Test
  void white_space_is_what_unicode_says_over_all_code_points() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        continue;
      }
      String character = Character.toString(codePoint);
      long words = WHITE_SPACE.matcher(character).matches() ? 2 : 1;
      assertThat(counter.count(("a" + character + "b").getBytes(UTF_8)))
          .as("U+%04X", codePoint)
          .hasValue(words);
    }
  }

  @Test
  void words_are_what_is_left_when_white_space_is_cut_out() {
    Random random = new Random(17);
    String alphabet = "ab \t\r\u0085\u00a0\u2003\u3000\u200b\ud83d\ude00\u00e9";
    int[] codePoints = alphabet.codePoints().toArray();
    for (int round = 0; round < 10_000; round++) {
      StringBuilder line = new StringBuilder();
      for (int i = random.nextInt(12); i > 0; i--) {
        line.appendCodePoint(codePoints[random.nextInt(codePoints.length)]);
      }
      long words =
          Arrays.stream(line.toString().split("\\p{IsWhite_Space}+"))
              .filter(word -> !word.isEmpty())
              .count();
      assertThat(counter.count(line.toString().getBytes(UTF_8))).as("'%s'", line).hasValue(words);
    }
  }

  @Test
  void lines_that_are_not_valid_utf8_have_no_words() {
    assertThat(counter.count(bytes('a', 0xff, 'b'))).as("a byte that never occurs").isEmpty();
    assertThat(counter.count(bytes('a', 0xc3))).as("cut off").isEmpty();
    assertThat(counter.count(bytes(0x80))).as("only a continuation").isEmpty();
    assertThat(counter.count(bytes(0xc0, 0xaf))).as("overlong").isEmpty();
    assertThat(counter.count(bytes(0xed, 0xa0, 0x80))).as("a surrogate").isEmpty();
    assertThat(counter.count(bytes(0xf4, 0x90, 0x80, 0x80))).as("beyond Unicode").isEmpty();
    assertThat(counter.count("fine again".getBytes(UTF_8))).hasValue(2);
  }

  @Test
  void an_empty_line_has_no_words_and_a_long_one_all_of_them() {
    assertThat(counter.count(new byte[0])).hasValue(0);
    assertThat(counter.count("w ".repeat(1_000_000).getBytes(UTF_8))).hasValue(1_000_000);
    assertThat(counter.count("x".repeat(5_000_000).getBytes(UTF_8))).hasValue(1);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
