// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "zażółć", "\u00A0", "日本語", "😀", "\uFFFD", "a\uFFFDb\uFFFD"})
  void decodesWhatIsValid(String text) {
    assertThat(Utf8.decode(text.getBytes(UTF_8))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "ff, byte 1 of 1 is 0xFF",
    "61c3, byte 2 of 2 is 0xC3", // cut off
    "61c328, byte 2 of 3 is 0xC3",
    "c080, byte 1 of 2 is 0xC0", // a longer form than needed
    "eda080, byte 1 of 3 is 0xED", // half a surrogate pair
    "f4908080, byte 1 of 4 is 0xF4", // past the last code point
    "efbfbd80, byte 4 of 4 is 0x80" // after a U+FFFD that is really there
  })
  void refusesWhatIsMalformedAndSaysWhere(String hex, String where) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThatThrownBy(() -> Utf8.decode(bytes))
        .isInstanceOf(SerializationException.class)
        .hasMessage("the value is not valid UTF-8: " + where);
  }

  @Test
  void agreesWithTheStrictDecoderOnAnyBytes() {
    Random random = new Random(42);
    byte[] alphabet = HexFormat.of().parseHex("00417f80bfc2c3dfe0a0edef9fbfbdf08f90f4ff");
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(7)];
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = alphabet[random.nextInt(alphabet.length)];
      }
      assertThat(decode(bytes)).isEqualTo(strictly(bytes));
    }
  }

  private static Optional<String> decode(byte[] bytes) {
    try {
      return Optional.of(Utf8.decode(bytes));
    } catch (SerializationException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> strictly(byte[] bytes) {
    try {
      return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
