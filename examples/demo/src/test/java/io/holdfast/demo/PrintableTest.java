// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void ordinary_words_stay_as_they_are() {
    assertThat(Printable.word("gr\u00fc\u00dfe\ud83d\ude00"))
        .isEqualTo("gr\u00fc\u00dfe\ud83d\ude00");
  }

  @Test
  void long_words_are_cut_between_characters_and_commands_are_masked() {
    assertThat(Printable.word("\ud83d\ude00".repeat(61)))
        .isEqualTo("\ud83d\ude00".repeat(60) + "...");
    assertThat(Printable.word("\u001b[2J\u0000x")).isEqualTo("?[2J?x");
  }
}
