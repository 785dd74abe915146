// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelpFrameDecoderTest {
  private static final int MAX = 8;

  private EmbeddedChannel channel =
      new EmbeddedChannel(new RelpFrameDecoder(MAX, true, bytes -> true, () -> {}));

  private void write(String bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes, ISO_8859_1));
  }

  private List<String> frames() {
    List<String> frames = new ArrayList<>();
    for (RelpFrame f = channel.readInbound(); f != null; f = channel.readInbound()) {
      frames.add(
          "%d %s [%s]%s"
              .formatted(
                  f.transaction(),
                  f.command(),
                  new String(f.data(), ISO_8859_1),
                  f.isCut() ? " cut" : ""));
    }
    return frames;
  }

  @Test
  void readsFramesWithAndWithoutData() {
    write("1 open 2 ab\n2 syslog 3 a\nb\n3 close 0\n4 close 0 \n999999999 syslog 8 12345678\n");
    assertThat(frames())
        .containsExactly(
            "1 open [ab]",
            "2 syslog [a\nb]",
            "3 close []",
            "4 close []",
            "999999999 syslog [12345678]");
  }

  @Test
  void readsTheSameFramesByteByByte() {
    for (char c : "1 open 2 ab\n2 syslog 9 123456789\n3 close 0\n".toCharArray()) {
      write(String.valueOf(c));
    }
    assertThat(frames()).containsExactly("1 open [ab]", "2 syslog [12345678] cut", "3 close []");
  }

  @Test
  void cutsWhatIsTooLargeAndHoldsNothingOfTheRest() {
    write("1 syslog 999999999 12345678");
    for (int i = 0; i < 100; i++) {
      write("x".repeat(1000));
    }
    assertThat(frames()).isEmpty();
  }

  @Test
  void refusesWhatIsTooLargeBeforeItComes() {
    channel = new EmbeddedChannel(new RelpFrameDecoder(MAX, false, bytes -> true, () -> {}));
    write("1 syslog 8 12345678\n");
    assertThat(frames()).containsExactly("1 syslog [12345678]");
    assertThatThrownBy(() -> write("2 syslog 9 "))
        .isInstanceOf(DecoderException.class)
        .hasCauseInstanceOf(MalformedFrameException.class)
        .cause()
        .hasMessage("byte 30: a frame has 9 bytes of data, and may have 8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'x'             | byte 0: 0x78 in a transaction number, which is of digits",
        "' 1'            | byte 0: 0x20 in a transaction number, which is of digits",
        "'1234567890'    | byte 9: a transaction number of more than 9 digits",
        "'1 op3n'        | byte 4: 0x33 in a command, which is of letters",
        "'1  '           | byte 2: 0x20 in a command, which is of letters",
        "'1 abcdefghijklmnopqrstuvwxyzabcdefg' | byte 34: a command of more than 32 letters",
        "'1 open x'      | byte 7: 0x78 in a length, which is of digits",
        "'1 open -1'     | byte 7: 0x2D in a length, which is of digits",
        "'1 open 1234567890' | byte 16: a length of more than 9 digits",
        "'1 open 2 abc'  | byte 11: a frame does not end with a line feed after its data",
        "'1 close 0 x'   | byte 10: a frame does not end with a line feed after its data"
      })
  void saysWhatIsMalformedAndWhere(String bytes, String message) {
    assertThatThrownBy(() -> write(bytes)).cause().hasMessage(message);
    write("1 close 0\n");
    assertThat(frames()).isEmpty();
  }

  @Test
  void refusesAFrameThatEndsBeforeItsData() {
    assertThatThrownBy(() -> write("1 open 3\n"))
        .cause()
        .hasMessage("byte 8: a frame ends before its 3 bytes of data");
  }
}
