// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.holdfast.core.PositionRange;
import io.holdfast.core.Positioned;
import io.holdfast.core.SupersededException;
import io.holdfast.pipeline.LocalSpark;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.commons.lang3.SerializationUtils;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.JavaConverters;

/** Each record counts once: batches in a real local Spark, totals in SQLite. */
@Timeout(300)
class PositionedOutputTest {
  private static final String JOB = "job";
  private static JavaSparkContext spark;

  @TempDir Path directory;
  private final List<FakeJob> jobs = new ArrayList<>();
  private JdbcTotals totals;
  private String url;

  @BeforeAll
  static void startSpark() {
    spark = LocalSpark.start();
  }

  @AfterAll
  static void stopSpark() {
    spark.close();
  }

  @BeforeEach
  void open() {
    File file = directory.resolve("totals.db").toFile();
    url = "jdbc:sqlite:" + file;
    totals = start(JdbcTotals.of(JOB, file.toString()));
  }

  @AfterEach
  void endJobs() {
    jobs.forEach(FakeJob::close);
  }

  /** A sink as the checkpoint of a job brings it back, in another life of the driver. */
  private JdbcTotals start(JdbcTotals kept) {
    JdbcTotals recovered = SerializationUtils.clone(kept);
    FakeJob job = new FakeJob(spark.sc().applicationId());
    jobs.add(job);
    recovered.begin(job);
    return recovered;
  }

  /** A stream's batch, with each block in a partition of its own. */
  private static RDD<Positioned<String>> stream(SampleBlock... blocks) {
    return ManifestRdd.of(
        spark.sc(), Arrays.stream(blocks).map(Collections::singletonList).toList());
  }

  private static RDD<Positioned<String>> union(List<RDD<Positioned<String>>> streams) {
    return spark
        .sc()
        .union(JavaConverters.asScalaBuffer(streams).toSeq(), streams.get(0).elementClassTag());
  }

  private void count(RDD<Positioned<String>> batch) {
    new PositionedOutput<String>(totals, line -> line).call(batch.toJavaRDD());
  }

  private Map<String, Long> counted() throws Exception {
    return Tables.totals(url, JOB);
  }

  @Test
  void aReplayCountsOnceInOneBatchAndInLaterOnes() throws Exception {
    SampleBlock block = SampleBlock.of("p", 0, "a b", "a");
    count(stream(block, block));
    count(stream(block));
    count(stream(SampleBlock.of("p", 1, "a", "c")));

    assertThat(counted()).containsOnly(entry("a", 2L), entry("b", 1L), entry("c", 1L));
    assertThat(Tables.ranges(url, JOB)).containsExactly("p[0,3)");
  }

  @Test
  void aBatchThatRunsAgainAfterARecoveryAddsNothing() throws Exception {
    RDD<Positioned<String>> batch =
        stream(SampleBlock.of("p", 0, "a"), SampleBlock.of("q", 0, "a"));
    count(batch);
    totals = start(totals);
    count(batch);

    assertThat(counted()).containsOnly(entry("a", 2L));
  }

  @Test
  void blocksOfSeveralStreamsAndOutOfOrderCountOnce() throws Exception {
    count(
        union(
            List.of(
                stream(SampleBlock.of("p", 10, "late"), SampleBlock.of("p", 5, "a", "b")),
                stream(SampleBlock.of("p", 6, "b", "c"), SampleBlock.of("q", 5, "a")))));

    assertThat(counted())
        .containsOnly(entry("late", 1L), entry("a", 2L), entry("b", 1L), entry("c", 1L));
    assertThat(Tables.ranges(url, JOB)).containsExactly("p[5,8)", "p[10,11)", "q[5,6)");
  }

  @Test
  void aRecreatedTopicIsAnotherPartition() throws Exception {
    count(stream(SampleBlock.of("id1-0", 0, "a")));
    count(stream(SampleBlock.of("id2-0", 0, "a")));

    assertThat(counted()).containsOnly(entry("a", 2L));
  }

  @Test
  void aBlockWithoutRecordsCoversItsPositionsAllTheSame() throws Exception {
    count(stream(new SampleBlock(List.of(PositionRange.of("p", 0, 7)), List.of())));

    assertThat(counted()).isEmpty();
    assertThat(Tables.ranges(url, JOB)).containsExactly("p[0,7)");
    assertThat(totals.resumeAt("p")).hasValue(7);
  }

  @Test
  void aRecordOutsideOfWhatItsBlockCoversFailsTheBatch() {
    SampleBlock liar =
        new SampleBlock(
            List.of(PositionRange.of("p", 0, 1)),
            List.of(Positioned.of("p", 0, "a"), Positioned.of("p", 1, "lost")));
    assertThatThrownBy(() -> count(stream(liar)))
        .isInstanceOf(SparkException.class)
        .hasMessageContaining("The record p@1 is in a block that covers [p[0,1)]");
  }

  @Test
  void aStreamThatWasTransformedIsRefused() {
    JavaRDD<Positioned<String>> mapped =
        stream(SampleBlock.of("p", 0, "a")).toJavaRDD().map(it -> it);
    assertThatThrownBy(() -> count(mapped.rdd()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has been transformed");
  }

  @Test
  void theFirstOfTwoDriversCountsNothingMore() throws Exception {
    count(stream(SampleBlock.of("p", 0, "a")));
    JdbcTotals second = start(totals);

    assertThatThrownBy(() -> count(stream(SampleBlock.of("p", 1, "a"))))
        .isInstanceOf(SupersededException.class);
    assertThatThrownBy(() -> count(stream(SampleBlock.of("p", 1, "a"))))
        .isInstanceOf(SupersededException.class); // and takes no epoch back
    totals = second;
    count(stream(SampleBlock.of("p", 1, "a")));
    assertThat(counted()).containsOnly(entry("a", 2L));
  }

  /** Random logs, cut into random blocks again and again, in random batches of random streams. */
  @Test
  void whateverComesEachRecordCountsOnce() throws Exception {
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    System.out.println("-Dholdfast.seed=" + seed);
    Random random = new Random(seed);
    List<SampleLog> logs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      logs.add(new SampleLog("p" + i, random));
    }
    Set<Positioned<String>> received = new HashSet<>();
    List<List<List<List<SampleBlock>>>> batches = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      List<List<List<SampleBlock>>> streams = new ArrayList<>();
      for (int s = 1 + random.nextInt(3); s > 0; s--) {
        List<List<SampleBlock>> partitions = new ArrayList<>();
        for (int p = random.nextInt(4); p > 0; p--) {
          List<SampleBlock> blocks = new ArrayList<>();
          for (int b = 1 + random.nextInt(3); b > 0; b--) {
            SampleBlock block = logs.get(random.nextInt(logs.size())).cut(random);
            blocks.add(block);
            received.addAll(block.records());
          }
          partitions.add(blocks);
        }
        streams.add(partitions);
      }
      batches.add(streams);
    }
    for (int i = 0; i < batches.size(); i++) {
      run(batches.get(i));
      if (random.nextInt(8) == 0) {
        totals = start(totals);
        run(batches.get(Math.max(0, i - random.nextInt(3))));
      }
    }

    Map<String, Long> expected = new HashMap<>();
    for (Positioned<String> record : received) {
      for (String word : record.value().split(" ", -1)) {
        expected.merge(word, 1L, Long::sum);
      }
    }
    assertThat(counted()).isEqualTo(expected);
  }

  private void run(List<List<List<SampleBlock>>> streams) {
    List<RDD<Positioned<String>>> rdds = new ArrayList<>();
    streams.forEach(partitions -> rdds.add(ManifestRdd.of(spark.sc(), partitions)));
    count(rdds.size() == 1 ? rdds.get(0) : union(rdds));
  }
}
