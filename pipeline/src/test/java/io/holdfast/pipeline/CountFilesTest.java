// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.streaming.Time;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scala.Tuple2;

@Timeout(120)
class CountFilesTest {
  private static JavaSparkContext spark;

  @TempDir Path directory;

  @BeforeAll
  static void start() {
    spark = LocalSpark.start();
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  private static JavaPairRDD<String, Long> counts(List<Tuple2<String, Long>> counts) {
    return spark.parallelizePairs(counts, 2);
  }

  private static List<String> lines(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .flatMap(CountFilesTest::linesOf)
          .sorted()
          .toList();
    }
  }

  private static Stream<String> linesOf(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> folders() throws IOException {
    try (Stream<Path> folders = Files.list(directory)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void eachBatchHasADirectoryAndAReRunReplacesIt() throws Exception {
    CountFiles files = new CountFiles(directory.toString());
    files.call(counts(List.of(new Tuple2<>("a", 1L), new Tuple2<>("b", 7L))), new Time(1000));
    files.call(counts(List.of()), new Time(2000));
    files.call(counts(List.of(new Tuple2<>("\uD83D\uDE00", 3L))), new Time(1000));

    assertThat(folders()).containsExactly("counts-1000", "counts-2000");
    assertThat(lines(directory.resolve("counts-1000"))).containsExactly("\uD83D\uDE00\t3");
    assertThat(lines(directory.resolve("counts-2000"))).isEmpty();
  }

  @Test
  void whatIsNotFinishedHasNoNameAndIsWrittenAnew() throws Exception {
    CountFiles files = new CountFiles(directory.toString());
    JavaPairRDD<String, Long> broken =
        counts(List.of(new Tuple2<>("a", 1L)))
            .mapToPair(
                count -> {
                  throw new IllegalStateException("broken");
                });
    assertThatThrownBy(() -> files.call(broken, new Time(1000))).isInstanceOf(SparkException.class);
    assertThat(folders()).doesNotContain("counts-1000");

    files.call(counts(List.of(new Tuple2<>("a", 1L))), new Time(1000));
    assertThat(lines(directory.resolve("counts-1000"))).containsExactly("a\t1");
    assertThat(folders()).containsExactly("counts-1000");
  }
}
