// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoredWordTest {
  private static final char ESCAPE = '\u0010';

  @Test
  void ordinaryWordsAreStoredAsTheyAre() {
    for (String word : List.of("word", "C:\\0", "\uD83D\uDE00", "e\u0301", "\u00E9", "\uFFFD")) {
      assertThat(StoredWord.text(word)).isSameAs(word);
    }
  }

  @Test
  void whatNoDatabaseCanKeepIsEscaped() {
    assertThat(StoredWord.text("a\u0000b")).isEqualTo("a\u00100b");
    assertThat(StoredWord.text("\u0010")).isEqualTo("\u0010\u0010");
    assertThat(StoredWord.text("\uD83D")).isEqualTo("\u0010ud83d");
    assertThat(StoredWord.text("\uDE00\uD83D\uDE00")).isEqualTo("\u0010ude00\uD83D\uDE00");
  }

  @Test
  void theKeyIsTheSha256OfTheUtf8() {
    assertThat(HexFormat.of().formatHex(StoredWord.key("abc")))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(HexFormat.of().formatHex(StoredWord.key("\u0000")))
        .isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  }

  /** All words of up to five of the units that escapes are made of. */
  @Test
  void noTwoWordsBecomeOne() {
    String units = "\u0000" + ESCAPE + "0ud8\uD83D\uDE00\uFFFD?";
    List<String> words = new ArrayList<>(List.of(""));
    for (int from = 0, length = 0; length < 5; length++) {
      int until = words.size();
      for (; from < until; from++) {
        for (int unit = 0; unit < units.length(); unit++) {
          words.add(words.get(from) + units.charAt(unit));
        }
      }
    }
    Set<String> texts = new HashSet<>();
    Set<String> keys = new HashSet<>();
    for (String word : words) {
      assertThat(texts.add(StoredWord.text(word))).as(word).isTrue();
      assertThat(keys.add(HexFormat.of().formatHex(StoredWord.key(word)))).as(word).isTrue();
    }
    assertThat(texts).hasSize(111_111).noneMatch(text -> text.indexOf(0) >= 0);
  }
}
