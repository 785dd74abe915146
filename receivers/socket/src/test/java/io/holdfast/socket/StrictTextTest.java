// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;

class StrictTextTest {

  private static String decode(Charset charset, byte[] bytes) throws CharacterCodingException {
    return StrictText.decode(charset, bytes, 0, bytes.length);
  }

  @Test
  void decodesWhatIsValid() throws Exception {
    String text = "caf\u00e9 \u20ac \ud83d\ude00 \ufffd";
    assertThat(decode(UTF_8, text.getBytes(UTF_8))).isEqualTo(text);
    assertThat(decode(ISO_8859_1, new byte[] {(byte) 0xE9})).isEqualTo("\u00e9");
    Charset japanese = Charset.forName("Shift_JIS");
    assertThat(decode(japanese, "\u65e5\u672c".getBytes(japanese))).isEqualTo("\u65e5\u672c");
  }

  @Test
  void saysWhichByteIsNotValid() {
    byte[] bytes = {'x', 'a', (byte) 0xC3, '(', 'b'};
    assertThatThrownBy(() -> StrictText.decode(UTF_8, bytes, 1, 4))
        .isInstanceOf(CharacterCodingException.class)
        .hasMessage("byte 2 of 4 is 0xC3, which is not valid UTF-8 there");
  }

  @Test
  void refusesACharacterWithoutItsEnd() {
    assertThatThrownBy(() -> decode(UTF_8, new byte[] {'a', (byte) 0xE2, (byte) 0x82}))
        .hasMessage("byte 2 of 3 is 0xE2, which is not valid UTF-8 there");
  }

  @Test
  void leavesACharacterOutThatWasCut() throws Exception {
    byte[] euro = "1\u20ac2\u20ac".getBytes(UTF_8);
    assertThat(StrictText.decodeCut(UTF_8, euro, 0, 3)).isEqualTo("1");
    assertThat(StrictText.decodeCut(UTF_8, euro, 0, 4)).isEqualTo("1\u20ac");
    assertThat(StrictText.decodeCut(UTF_8, euro, 1, 6)).isEqualTo("\u20ac2");
  }
}
