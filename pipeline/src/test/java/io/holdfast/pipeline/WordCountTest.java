// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordCountTest {
  /** What windows held; static, since closures are copied. */
  private static final Queue<Map<String, Long>> WINDOWS = new ConcurrentLinkedQueue<>();

  @Test
  @SuppressWarnings(
      "deprecation") // Spark deprecates DStreams as a whole, in favour of SQL's streams
  void countsEachBatchAndKeepsTheTotals(@TempDir Path folder) {
    Path file = folder.resolve("totals");
    try (JavaStreamingContext jssc =
        new JavaStreamingContext(LocalSpark.start(), Durations.milliseconds(200))) {
      Queue<JavaRDD<String>> batches = new ArrayDeque<>();
      batches.add(jssc.sparkContext().parallelize(List.of("a b", "", "a\u00A0A a"), 3));
      batches.add(jssc.sparkContext().parallelize(List.of("b"), 1));
      JavaDStream<String> lines = jssc.queueStream(batches);
      JavaPairDStream<String, Long> counts = WordCount.of(lines);
      counts.foreachRDD(new TotalsFile(file));
      WordCount.overWindow(lines, Durations.seconds(600), Durations.milliseconds(400))
          .foreachRDD(rdd -> WINDOWS.add(rdd.collectAsMap()));
      jssc.start();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .ignoreException(NoSuchFileException.class)
          .untilAsserted(() -> assertThat(Files.readString(file)).isEqualTo("A\t1\na\t3\nb\t2\n"));
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(WINDOWS).contains(Map.of("A", 1L, "a", 3L, "b", 2L)));
    }
  }
}
