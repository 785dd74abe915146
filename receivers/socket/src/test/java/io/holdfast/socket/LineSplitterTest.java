// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
  private static final int MAX = 5;

  private final LineSplitter splitter = new LineSplitter(MAX);

  private void add(String piece) {
    splitter.add(piece.getBytes(ISO_8859_1));
  }

  /** The lines that there are; a cut one ends with three dots. */
  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    while (splitter.next()) {
      lines.add(new String(splitter.copy(), ISO_8859_1) + (splitter.isCut() ? "..." : ""));
    }
    return lines;
  }

  @Test
  void endsLinesWithLfAndWithCrLf() {
    add("a\nb\r\n\n\r\nc\rd\n\r\r\n");
    assertThat(lines()).containsExactly("a", "b", "", "", "c\rd", "\r");
    assertThat(splitter.number()).isEqualTo(6);
    assertThat(splitter.unfinished()).isZero();
  }

  @Test
  void findsTheSameLinesHoweverTheyArePiecedTogether() {
    byte[] all = "one\r\ntwo\n\nthree\r\nmuch too long\r\n12345\r\nend".getBytes(ISO_8859_1);
    for (int first = 0; first <= all.length; first++) {
      for (int second = first; second <= all.length; second++) {
        LineSplitter pieces = new LineSplitter(MAX);
        List<String> lines = new ArrayList<>();
        for (byte[] piece :
            List.of(
                Arrays.copyOfRange(all, 0, first),
                Arrays.copyOfRange(all, first, second),
                Arrays.copyOfRange(all, second, all.length))) {
          pieces.add(piece);
          while (pieces.next()) {
            lines.add(new String(pieces.copy(), ISO_8859_1) + (pieces.isCut() ? "..." : ""));
          }
        }
        assertThat(lines)
            .as("cut at %d and %d", first, second)
            .containsExactly("one", "two", "", "three", "much ...", "12345");
        assertThat(pieces.number()).isEqualTo(6);
        assertThat(pieces.unfinished()).isEqualTo(3);
      }
    }
  }

  @Test
  void cutsALineThatIsTooLongAndGoesOnAfterIt() {
    add("12345\r\n123456\nx\n");
    assertThat(lines()).containsExactly("12345", "12345...", "x");
  }

  @Test
  void cutsALineBeforeItsEndAndHoldsNoMoreOfIt() {
    add("1234567");
    assertThat(lines()).containsExactly("12345...");
    for (int i = 0; i < 1000; i++) {
      add("more and more");
      assertThat(lines()).isEmpty();
    }
    assertThat(splitter.unfinished()).isZero();
    add("the end\nnext\n");
    assertThat(lines()).containsExactly("next");
    assertThat(splitter.number()).isEqualTo(2);
  }

  @Test
  void endsTheLastLineIfItIsTold() {
    add("a\nb");
    assertThat(lines()).containsExactly("a");
    splitter.end();
    assertThat(lines()).containsExactly("b");
  }
}
