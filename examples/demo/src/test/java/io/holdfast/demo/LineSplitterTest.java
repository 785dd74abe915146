// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineSplitterTest {
  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "'a', '<a>'",
    "'a\n', '<a>'",
    "'a\nb', '<a><b>'",
    "'\n', '<>'",
    "'\n\n', '<><>'",
    "'a\n\nb\n', '<a><><b>'",
    "'a\r\nb\r', '<a\r><b\r>'",
    "'a\u0085b\u000bc\n', '<a\u0085b\u000bc>'",
  })
  void lines_end_at_line_feeds_only(String input, String expected) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (byte[] line : split(input.getBytes(ISO_8859_1))) {
      lines.append('<').append(new String(line, ISO_8859_1)).append('>');
    }
    assertThat(lines).hasToString(expected);
  }

  @Test
  void every_byte_arrives_however_the_input_is_cut() throws Exception {
    Random random = new Random(17);
    byte[] bytes = new byte[300_000];
    random.nextBytes(bytes);
    List<byte[]> whole = split(bytes);
    try (LineSplitter drops = new LineSplitter(new Dripping(bytes, random), Integer.MAX_VALUE)) {
      assertThat(all(drops)).containsExactlyElementsOf(whole);
      assertThat(drops.lines()).isEqualTo(whole.size());
    }
    assertThat(whole).hasSizeGreaterThan(1000);
    assertThat(whole.stream().mapToInt(line -> line.length + 1).sum())
        .isBetween(bytes.length, bytes.length + 1);
  }

  @Test
  void a_line_of_megabytes_is_one_line() throws Exception {
    assertThat(split("x".repeat(3_000_000).concat("\ny").getBytes(ISO_8859_1)))
        .extracting(line -> line.length)
        .containsExactly(3_000_000, 1);
  }

  @Test
  void a_line_may_be_as_long_as_allowed_and_no_longer() throws Exception {
    try (LineSplitter splitter =
        new LineSplitter(new ByteArrayInputStream("abc\nabcd\n".getBytes(ISO_8859_1)), 3)) {
      assertThat(splitter.next()).hasSize(3);
      assertThatThrownBy(splitter::next)
          .isInstanceOf(LineTooLongException.class)
          .hasMessageContaining("line 2 is longer than 3 bytes");
    }
  }

  @Test
  void a_line_is_too_long_however_it_is_cut() throws Exception {
    byte[] line = new byte[300_000];
    int longest = line.length - 1;
    try (LineSplitter splitter = new LineSplitter(new ByteArrayInputStream(line), longest)) {
      assertThatThrownBy(splitter::next).isInstanceOf(LineTooLongException.class);
    }
  }

  @Test
  void a_line_that_is_typed_comes_at_once() throws Exception {
    try (PipedOutputStream typed = new PipedOutputStream();
        LineSplitter splitter = new LineSplitter(new PipedInputStream(typed), 100)) {
      typed.write("hello\n".getBytes(ISO_8859_1));
      assertThat(splitter.next()).asString().isEqualTo("hello");
      typed.write("gb\n".getBytes(ISO_8859_1));
      assertThat(splitter.next()).asString().isEqualTo("gb");
    }
  }

  private static List<byte[]> split(byte[] bytes) throws IOException {
    try (LineSplitter splitter =
        new LineSplitter(new ByteArrayInputStream(bytes), Integer.MAX_VALUE)) {
      return all(splitter);
    }
  }

  private static List<byte[]> all(LineSplitter splitter) throws IOException {
    List<byte[]> lines = new ArrayList<>();
    for (byte[] line = splitter.next(); line != null; line = splitter.next()) {
      lines.add(line);
    }
    return lines;
  }

  /** Gives a random number of bytes with each read, as a pipe does. */
  private static final class Dripping extends InputStream {
    private final byte[] bytes;
    private final Random random;
    private int at;

    private Dripping(byte[] bytes, Random random) {
      this.bytes = bytes;
      this.random = random;
    }

    @Override
    public int read() {
      return at == bytes.length ? -1 : bytes[at++] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (at == bytes.length) {
        return -1;
      }
      int read = Math.min(Math.min(length, bytes.length - at), 1 + random.nextInt(5000));
      System.arraycopy(bytes, at, target, offset, read);
      at += read;
      return read;
    }
  }
}
