// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.testkit.SparkCopy;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PatternNumberingTest {
  private static final String REGEX = "(?<host>\\w+) (?<epoch>x\\d+)? ?n(?<number>\\S+)";
  private final MessageNumbering numbering = MessageNumbering.matching(REGEX);

  private MessageNumber numberOf(String message) throws Exception {
    return numbering.numberOf(message.getBytes(StandardCharsets.UTF_8));
  }

  private void assertPoison(String message, String reason) {
    assertThatThrownBy(() -> numberOf(message))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(reason);
  }

  @Test
  void findsTheNumberAndTheNameOfItsNumbering() throws Exception {
    MessageNumber found = numberOf("caf\u00e9: host_a x17 n42 text, host_b x17 n43");

    assertThat(found.partition()).isEqualTo("host_a@x17");
    assertThat(found.number()).isEqualTo(42);
  }

  @Test
  void whatItDoesNotFindIsPoison() {
    assertPoison("text", "it has no number as the numbering finds them");
    assertPoison("a n42", "the numbering finds no epoch in it");
    assertPoison("a x1 nine", "'ine' is no number");
    assertPoison("a x1 n-1", "the number -1 is not from 0 to 2^63 - 2");
    assertThatThrownBy(() -> numbering.numberOf(new byte[] {(byte) 0xFF}))
        .isInstanceOf(CharacterCodingException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "(?<epoch>a)(?<number>1), host",
    "(?<host>a)(?<number>1), epoch",
    "(?<host>a)(?<epoch>1), number"
  })
  void refusesAnExpressionThatLacksAGroup(String regex, String group) {
    assertThatThrownBy(() -> MessageNumbering.matching(regex))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the numbering '%s' has no group named %s: it needs (?<host>..) and (?<epoch>..), which together name who counts and since when, and (?<number>..)"
                .formatted(regex, group));
  }

  @Test
  void refusesWhatIsNoExpression() {
    assertThatThrownBy(() -> MessageNumbering.matching("(?<host>"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the numbering '(?<host>' is no regular expression: Unclosed group");
  }

  @ParameterizedTest
  @EnumSource
  void travels(SparkCopy by) throws Exception {
    assertThat(numberOf("a x1 n1").number()).isEqualTo(1);

    MessageNumbering copy = by.of(numbering, SocketKryoRegistrator.class);

    assertThat(copy.numberOf("a x1 n2".getBytes(StandardCharsets.UTF_8)).number()).isEqualTo(2);
  }
}
