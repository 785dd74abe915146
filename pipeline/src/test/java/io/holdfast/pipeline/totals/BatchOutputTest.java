// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.holdfast.pipeline.LocalSpark;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.lang3.SerializationUtils;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scala.Tuple2;

/** Records without positions, and how counts come to the driver. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
@Timeout(120)
class BatchOutputTest {
  private static final String JOB = "job";
  private static JavaSparkContext spark;

  @TempDir Path directory;
  private final List<FakeJob> jobs = new ArrayList<>();

  @BeforeAll
  static void startSpark() {
    spark = LocalSpark.start();
  }

  @AfterAll
  static void stopSpark() {
    spark.close();
  }

  @AfterEach
  void endJobs() {
    jobs.forEach(FakeJob::close);
  }

  private JdbcTotals start(JdbcTotals totals) {
    FakeJob job = new FakeJob(spark.sc().applicationId());
    jobs.add(job);
    totals.begin(job);
    return totals;
  }

  private static void count(JdbcTotals totals, long batchMillis, String... lines) {
    JavaRDD<String> rdd = spark.parallelize(List.of(lines), 2);
    new BatchOutput(totals, 500).call(rdd, new Time(batchMillis));
  }

  @Test
  void aBatchCountsOnceInItsLineageAndEachRecordAtLeastOnce() throws Exception {
    String file = directory.resolve("totals.db").toString();
    JdbcTotals totals = start(JdbcTotals.of(JOB, file));
    count(totals, 1_000, "a b", "a");
    count(totals, 1_000, "a b", "a");
    count(totals, 1_500, "a");
    JdbcTotals recovered = start(SerializationUtils.clone(totals));
    count(recovered, 1_500, "a");
    count(recovered, 2_000, "c");
    assertThat(Tables.totals("jdbc:sqlite:" + file, JOB))
        .containsOnly(entry("a", 3L), entry("b", 1L), entry("c", 1L));

    count(start(JdbcTotals.of(JOB, file)), 1_000, "a"); // a new context, whose clock is behind
    assertThat(Tables.totals("jdbc:sqlite:" + file, JOB)).containsEntry("a", 4L);
  }

  @Test
  void oneStreamWithoutPositionsIsAllThatABatchsNumberCanStandFor() {
    JdbcTotals totals = JdbcTotals.of(JOB, directory.resolve("totals.db").toString());
    JavaStreamingContext context = new JavaStreamingContext(spark, Durations.milliseconds(500));
    JavaDStream<String> lines = context.queueStream(new ArrayDeque<>());
    totals.countAtLeastOnce(lines);

    assertThatThrownBy(() -> totals.countAtLeastOnce(lines))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("unite them");
  }

  @Test
  void theDriverReadsOnePartitionOfTheCountsAfterTheOther() {
    List<String> words = IntStream.range(0, 50_000).mapToObj(i -> "w" + i).toList();
    try (BatchCounts counts = BatchCounts.of(spark.parallelize(words, 2), words.size())) {
      spark.setJobGroup("reading", "what is fetched while it is read");
      Iterator<Tuple2<String, Long>> read = counts.read();
      assertThat(read.hasNext()).isTrue();
      assertThat(spark.statusTracker().getJobIdsForGroup("reading")).hasSize(1);
      int rows = 0;
      for (; read.hasNext(); rows++) {
        assertThat(read.next()._2()).isEqualTo(1);
      }
      assertThat(rows).isEqualTo(words.size());
      assertThat(spark.statusTracker().getJobIdsForGroup("reading")).hasSize(5);
    } finally {
      spark.clearJobGroup();
    }
  }
}
