// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.internal.RangeMerger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext$;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.StreamingContextState;
import org.apache.spark.streaming.api.java.JavaReceiverInputDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.scheduler.BatchInfo;
import org.apache.spark.streaming.scheduler.StreamInputInfo;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.JavaConverters;

/** What the driver does for a stream, in a local Spark that is stopped and recovered. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
@Timeout(120)
class DriverHalfTest {
  /** What batches brought; static, since closures are copied and outlive a context. */
  private static final Collection<Integer> COUNTED = new ConcurrentLinkedQueue<>();

  private static final Collection<BlockManifest> MANIFESTS = new ConcurrentLinkedQueue<>();

  /** The outside system: so many numbers, and so many of them acknowledged. */
  private static volatile int available;

  private static volatile int committed;

  /** The number whose batch fails, or that no job can be generated for. */
  private static volatile int failing;

  private static volatile boolean generationFails;

  @TempDir Path directory;
  private JavaStreamingContext context;

  static final class NumberReceiver extends ReliableReceiver<Integer> {
    private static final long serialVersionUID = 1L;

    NumberReceiver() {
      super(
          ReceiverSettings.builder()
              .maxBlockAge(Duration.ofMillis(20))
              .storageLevel(StorageLevel.MEMORY_AND_DISK_SER())
              .build());
    }

    @Override
    protected Source<Integer> open(SourceContext context) {
      return new PollingSource<Integer, Integer>() {
        private int next = committed;

        @Override
        public Polled<Integer, Integer> poll(int demand, Duration timeout) {
          int from = next;
          next = Math.min(available, from + Math.min(demand, 10));
          if (from == next) {
            return Polled.nothing();
          }
          return Polled.of(
              RecordBatch.of(
                  IntStream.range(from, next).boxed().toList(),
                  160,
                  Collections.singletonList(PositionRange.of("numbers", from, next))),
              next);
        }

        @Override
        public void commit(List<Integer> positions) {
          committed = positions.get(positions.size() - 1);
        }
      };
    }
  }

  @BeforeEach
  void reset() {
    COUNTED.clear();
    MANIFESTS.clear();
    available = 0;
    committed = 0;
    failing = -1;
    generationFails = false;
  }

  @AfterEach
  void stop() {
    if (context != null) {
      context.stop(true, false);
    }
  }

  private SparkConf conf() {
    return LocalSpark.conf("local[3]", directory);
  }

  private JavaReceiverInputDStream<Integer> stream(SparkConf conf, int batchMillis) {
    context = new JavaStreamingContext(conf, Durations.milliseconds(batchMillis));
    return ReceiverStreams.create(context, new NumberReceiver());
  }

  private String checkpoint() {
    return directory.resolve("checkpoint").toUri().toString();
  }

  /** A job that survives its driver. */
  private JavaReceiverInputDStream<Integer> durableStream() {
    var stream = stream(conf().set("spark.streaming.receiver.writeAheadLog.enable", "true"), 200);
    context.checkpoint(checkpoint());
    return stream;
  }

  private static void count(JavaRDD<Integer> rdd) {
    List<Integer> numbers = rdd.collect();
    if (numbers.contains(failing)) {
      throw new IllegalStateException("the batch with " + failing);
    }
    COUNTED.addAll(numbers);
  }

  private void awaitCounted(int numbers) {
    await().atMost(Duration.ofSeconds(30)).until(() -> new HashSet<>(COUNTED).size() >= numbers);
  }

  private void awaitCheckpointAndCommit() {
    Path files = directory.resolve("checkpoint");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> files.toFile().list((dir, name) -> name.startsWith("checkpoint-")).length > 0);
    await().until(() -> committed == available);
  }

  /** The companion has stopped all of Spark when its thread ends, and not before. */
  private void awaitStopped() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("holdfast-companion")));
    assertThat(context.getState()).isEqualTo(StreamingContextState.STOPPED);
  }

  private void recover() {
    // Spark would give a context that is still being stopped to the next one.
    await().until(() -> SparkContext$.MODULE$.getActive().isEmpty());
    COUNTED.clear();
    context =
        JavaStreamingContext.getOrCreate(
            checkpoint(),
            () -> {
              throw new IllegalStateException("there is no checkpoint");
            });
    context.start();
  }

  @Test
  void aFailedBatchStopsTheJobAndTheRecoveryProcessesIt() throws Exception {
    durableStream().foreachRDD(DriverHalfTest::count);
    failing = 150;
    context.start();
    available = 100;
    awaitCounted(100);
    awaitCheckpointAndCommit();
    assertThat(context.ssc().graph().getMaxInputStreamRememberDuration())
        .isEqualTo(Durations.seconds(30));
    available = 200;

    assertThatThrownBy(() -> context.awaitTermination())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the batch with 150");
    awaitStopped();
    assertThat(COUNTED).doesNotContain(150);
    failing = -1;
    recover();

    await().atMost(Duration.ofSeconds(30)).until(() -> COUNTED.contains(199));
    assertThat(COUNTED).contains(150);
    var ui = context.ssc().progressListener();
    await().untilAsserted(() -> assertThat(ui.numTotalReceivedRecords()).isEqualTo(COUNTED.size()));
    await()
        .untilAsserted(() -> assertThat(ui.numTotalProcessedRecords()).isEqualTo(COUNTED.size()));
  }

  @Test
  void aBatchWhoseJobsCannotBeGeneratedStopsTheJob() {
    stream(conf(), 200)
        .transform(
            rdd -> {
              if (generationFails) {
                throw new IllegalStateException("no job");
              }
              return rdd;
            })
        .foreachRDD(DriverHalfTest::count);
    context.start();
    available = 10;
    awaitCounted(10);
    generationFails = true;

    assertThatThrownBy(() -> context.awaitTermination()).hasMessage("no job");
    awaitStopped();
  }

  /** Spark catches no LinkageError where batches are made, and says so only at the next one. */
  @Test
  void anErrorThatEndsTheGeneratorStopsTheJobAndTheRecoveryProcessesWhatItHadNot()
      throws Exception {
    durableStream()
        .transform(
            rdd -> {
              if (generationFails) {
                throw new NoSuchMethodError("on cue");
              }
              return rdd;
            })
        .foreachRDD(DriverHalfTest::count);
    context.start();
    available = 100;
    awaitCounted(100);
    awaitCheckpointAndCommit();
    generationFails = true;
    available = 200;

    assertThatThrownBy(() -> context.awaitTermination())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("JobGenerator has already been stopped");
    awaitStopped();
    assertThat(COUNTED).doesNotContain(199);
    generationFails = false;
    recover();

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> COUNTED.containsAll(IntStream.range(100, 200).boxed().toList()));
  }

  @Test
  void aTimerThatEndsStopsTheJobThoughSparkSaysNothing() throws Exception {
    durableStream().foreachRDD(DriverHalfTest::count);
    context.start();
    available = 100;
    awaitCounted(100);
    awaitCheckpointAndCommit();
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("RecurringTimer - JobGenerator"))
        .forEach(Thread::interrupt);
    available = 200;
    await().until(() -> committed == 200); // the receiver goes on

    assertThatThrownBy(() -> context.awaitTermination())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Spark has made no batch for");
    awaitStopped();
    recover();

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> COUNTED.containsAll(IntStream.range(100, 200).boxed().toList()));
  }

  @Test
  void batchesShowTheirRecordsAndPositionsAndHaveAManifest() {
    Collection<BatchInfo> batches = new ConcurrentLinkedQueue<>();
    var stream = stream(conf(), 200);
    stream.foreachRDD(
        rdd -> {
          BlockManifest manifest = ((HasManifest) rdd.rdd()).manifest();
          assertThat(manifest.partitions()).isEqualTo(rdd.getNumPartitions());
          MANIFESTS.add(manifest);
          count(rdd);
        });
    context.addStreamingListener(
        new StreamingListener() {
          @Override
          public void onBatchCompleted(StreamingListenerBatchCompleted event) {
            batches.add(event.batchInfo());
          }
        });
    context.start();
    available = 1000;
    awaitCounted(1000);
    await().until(() -> batches.stream().mapToLong(BatchInfo::numRecords).sum() >= 1000);

    assertThat(batches.stream().mapToLong(BatchInfo::numRecords).sum()).isEqualTo(1000);
    RangeMerger inManifests = new RangeMerger();
    for (BlockManifest manifest : MANIFESTS) {
      manifest.blocks().forEach(block -> block.ranges().forEach(inManifests::add));
    }
    assertThat(inManifests.ranges()).containsExactly(PositionRange.of("numbers", 0, 1000));
    for (BatchInfo batch : batches) {
      for (StreamInputInfo input :
          JavaConverters.asJavaCollection(batch.streamIdToInputInfo().values())) {
        String shown = input.metadataDescription().get();
        if (input.numRecords() > 0) {
          assertThat(shown).matches("partition: numbers\tpositions: \\d+ until \\d+");
        } else {
          assertThat(shown).isEmpty();
        }
      }
    }
  }

  /** One that reads a batch long after the batch itself was complete. */
  @Test
  void aWindowHasTheBlocksOfItsBatches() {
    var window = Durations.milliseconds(500);
    var stream = stream(conf().set("spark.streaming.receiver.maxRate", "1000"), 100);
    stream.foreachRDD(rdd -> MANIFESTS.add(((HasManifest) rdd.rdd()).manifest()));
    stream.map(number -> number).window(window, window).foreachRDD(DriverHalfTest::count);
    context.start();
    available = 3000;

    awaitCounted(3000);
    assertThat(COUNTED).hasSize(3000);
  }

  @Test
  void blocksAreFreedOnceTheirBatchesAreComplete() {
    stream(conf().set("spark.streaming.receiver.maxRate", "1000"), 100)
        .foreachRDD(
            rdd -> {
              MANIFESTS.add(((HasManifest) rdd.rdd()).manifest());
              count(rdd);
            });
    context.start();
    available = Integer.MAX_VALUE;
    await().atMost(Duration.ofSeconds(60)).until(() -> MANIFESTS.size() > 30);
    int early = blocksInMemory();
    await().atMost(Duration.ofSeconds(60)).until(() -> MANIFESTS.size() > 130);
    int late = blocksInMemory();

    long stored = MANIFESTS.stream().mapToLong(manifest -> manifest.blocks().size()).sum();
    System.out.printf("blocks: %d, then %d in memory of %d stored%n", early, late, stored);
    assertThat(stored).isGreaterThan(200);
    assertThat(late).isPositive().isLessThan(2 * early + 20).isLessThan((int) stored / 2);
  }

  private static int blocksInMemory() {
    return SparkEnv.get()
        .blockManager()
        .getMatchingBlockIds(id -> id.name().startsWith("input-"))
        .size();
  }
}
