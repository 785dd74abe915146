// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WordsTest {
  private static final Pattern WHITE_SPACE = Pattern.compile("\\p{IsWhite_Space}");
  private static final Pattern WHITE_SPACES = Pattern.compile("\\p{IsWhite_Space}+");

  @Test
  void splitsAtEveryCodePointWithThePropertyAndAtNoOther() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      String character = Character.toString(codePoint);
      List<String> expected =
          WHITE_SPACE.matcher(character).matches()
              ? List.of("a", "b")
              : List.of("a" + character + "b");
      assertThat(words("a" + character + "b")).as("U+%04X", codePoint).isEqualTo(expected);
    }
  }

  @Test
  void findsNoWordInNothing() {
    assertThat(words("")).isEmpty();
    assertThat(words(" \t\u00A0\u3000\u0085 ")).isEmpty();
  }

  @Test
  void keepsCaseAndOrderAndLeavesOutEdges() {
    assertThat(words("  Hello hello\u00A0HELLO\t")).containsExactly("Hello", "hello", "HELLO");
  }

  @Test
  void splitsAnyTextAsAnExpressionDoes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      String text = text(random);
      assertThat(words(text)).as("seed %d, text %d", seed, i).isEqualTo(reference(text));
    }
  }

  @Test
  void readsNoFurtherThanTheWordThatIsAskedFor() {
    var words = Words.of("one " + "x".repeat(1 << 20));
    assertThat(words.next()).isEqualTo("one");
    assertThat(words.hasNext()).isTrue();
    assertThat(words.hasNext()).isTrue();
    assertThat(words.next()).hasSize(1 << 20);
    assertThat(words.hasNext()).isFalse();
    assertThatThrownBy(words::next).isInstanceOf(NoSuchElementException.class);
  }

  /** Short words of any characters, unpaired surrogates too, between short runs of white space. */
  private static String text(Random random) {
    String spaces = "\t\n\u000B\f\r \u0085\u00A0\u1680\u2000\u200A\u2028\u2029\u202F\u205F\u3000";
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(12);
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(4)) {
        case 0 -> text.append(spaces.charAt(random.nextInt(spaces.length())));
        case 1 -> text.append((char) random.nextInt(0x10000));
        case 2 -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
        default -> text.append((char) ('a' + random.nextInt(26)));
      }
    }
    return text.toString();
  }

  private static List<String> reference(String text) {
    return Arrays.stream(WHITE_SPACES.split(text)).filter(word -> !word.isEmpty()).toList();
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    Words.of(text).forEachRemaining(words::add);
    return words;
  }
}
