// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.Replay;
import io.holdfast.testkit.SparkCopy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineReceiverTest {

  private static LineReceiver.Builder<String> complete() {
    return LineReceiver.strings("localhost", 9999);
  }

  private static void assertRefused(LineReceiver.Builder<?> builder, String message) {
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void saysThatNothingIsReplayed() {
    assertThat(complete().build().replay()).isEqualTo(Replay.NONE);
    assertThat(complete().build()).hasToString("LineReceiver of localhost:9999");
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertRefused(LineReceiver.strings(" ", 1), "host is empty: name the server of the lines");
    assertRefused(LineReceiver.strings("h", 0), "port 0 is not between 1 and 65535");
    assertRefused(LineReceiver.strings("h", 65_536), "port 65536 is not between 1 and 65535");
    assertRefused(complete().maxLineBytes(0), "maxLineBytes 0 is not between 1 and 67,108,864");
    assertRefused(
        complete().connectTimeout(Duration.ZERO),
        "connectTimeout 0 ms is not between 1 and 60,000 ms");
    assertRefused(
        complete().readTimeout(Duration.ofDays(2)),
        "readTimeout 172800000 ms is not between 1 and 86,400,000 ms");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32"})
  void refusesACharsetWithoutPlainLineFeeds(String charset) {
    assertRefused(
        complete().charset(java.nio.charset.Charset.forName(charset)),
        "charset %s does not write a line feed as the byte 10, by which lines are told apart"
            .formatted(charset));
  }

  @ParameterizedTest
  @EnumSource
  void travels(SparkCopy by) {
    LineReceiver<String> receiver =
        complete()
            .charset(StandardCharsets.ISO_8859_1)
            .maxLineBytes(7)
            .longLines(LongLinePolicy.TRUNCATE)
            .unfinishedLine(UnfinishedLinePolicy.DELIVER)
            .readTimeout(Duration.ofSeconds(9))
            .tls(Tls.standard().trusting("a").showing("c", "k"))
            .settings(ReceiverSettings.builder().poison(PoisonPolicy.SKIP).build())
            .build();

    LineReceiver<String> copy = by.of(receiver, SocketKryoRegistrator.class);

    assertThat(copy).isNotSameAs(receiver).usingRecursiveComparison().isEqualTo(receiver);
  }
}
