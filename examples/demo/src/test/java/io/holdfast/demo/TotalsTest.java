// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.demo.Totals.WordCount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TotalsTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("totals");
  }

  @Test
  void sums_counts_and_lists_the_most_frequent_first() throws Exception {
    write("Gb\t1\ngb\t6\nhello\t6\n\u00e9\t2\n\ud83d\ude00\t9000000000\n");
    assertThat(Totals.read(file))
        .isEqualTo(
            new Totals(
                9_000_000_015L,
                5,
                List.of(
                    new WordCount("\ud83d\ude00", 9_000_000_000L),
                    new WordCount("gb", 6),
                    new WordCount("hello", 6),
                    new WordCount("\u00e9", 2),
                    new WordCount("Gb", 1))));
  }

  @Test
  void of_many_words_the_top_is_kept() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 100; i < 1000; i++) {
      lines.append('w').append(i).append('\t').append(i).append('\n');
    }
    write(lines.toString());
    Totals totals = Totals.read(file);
    assertThat(totals.distinct()).isEqualTo(900);
    assertThat(totals.top())
        .hasSize(Totals.TOP)
        .startsWith(new WordCount("w999", 999))
        .endsWith(new WordCount("w980", 980));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"word\n", "word\tx\n", "word\t\n", "word\t0\n", "word\t-1\n", "\t3\n", "\n"})
  void what_is_no_total_is_refused_by_line(String line) throws Exception {
    write("a\t1\n" + line);
    assertThatThrownBy(() -> Totals.read(file))
        .hasMessage("line 2 of the totals is not word<TAB>count");
  }

  @ParameterizedTest
  @ValueSource(strings = {"b\t1\na\t1\n", "a\t1\na\t2\n", "\ud83d\ude00\t1\n\uff21\t1\n"})
  void what_is_not_sorted_by_bytes_is_refused(String lines) throws Exception {
    write(lines);
    assertThatThrownBy(() -> Totals.read(file)).hasMessage("line 2 of the totals is not sorted");
  }

  @Test
  void there_are_none_before_the_first_batch_and_a_replaced_file_is_read_again() throws Exception {
    TotalsFile totals = new TotalsFile(file);
    assertThat(totals.current()).isEqualTo(Totals.NONE);
    write("a\t1\n");
    assertThat(totals.current().words()).isEqualTo(1);

    Path aside = directory.resolve("aside");
    Files.writeString(aside, "a\t2\n");
    // The same size and time: only the file is another.
    FileTime time = Files.getLastModifiedTime(file);
    Files.setLastModifiedTime(aside, time);
    Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(totals.current().words()).isEqualTo(2);
  }

  @Test
  void the_copy_replaces_what_a_link_points_to_and_leaves_nothing_aside() throws Exception {
    write("a\t1\n");
    Path target =
        Files.writeString(Files.createDirectory(directory.resolve("out")).resolve("target"), "old");
    Path link = Files.createSymbolicLink(directory.resolve("link"), target);
    new TotalsFile(file).copyTo(link);
    assertThat(target).hasContent("a\t1");
    assertThat(link).isSymbolicLink();
    try (Stream<Path> files = Files.list(target.getParent())) {
      assertThat(files).containsExactly(target);
    }
  }

  @Test
  void the_copy_of_no_totals_is_an_empty_file() throws Exception {
    Path target = directory.resolve("target");
    new TotalsFile(file).copyTo(target);
    assertThat(target).isEmptyFile();
  }

  private void write(String text) throws Exception {
    Files.writeString(file, text);
  }
}
