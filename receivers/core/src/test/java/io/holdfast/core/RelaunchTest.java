// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A receiver that Spark launches anew, in a local Spark. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
@Timeout(90)
class RelaunchTest {
  /**
   * The demand of the first poll of each life: a tenth of a second at the limit, if that is low.
   */
  private static final List<Integer> FIRST_DEMANDS = new CopyOnWriteArrayList<>();

  private static final AtomicInteger LAST_DEMAND = new AtomicInteger();

  @TempDir Path directory;
  private JavaStreamingContext context;

  /** An endless source of ten records a poll. */
  static final class EndlessReceiver extends ReliableReceiver<String> {
    private static final long serialVersionUID = 1L;

    EndlessReceiver() {
      super(ReceiverSettings.builder().maxBlockAge(Duration.ofMillis(20)).build());
    }

    @Override
    protected Source<String> open(SourceContext context) {
      return new PollingSource<String, Integer>() {
        private int polls;

        @Override
        public Polled<String, Integer> poll(int demand, Duration timeout) {
          if (++polls == 1) {
            FIRST_DEMANDS.add(demand);
          }
          LAST_DEMAND.set(demand);
          return Polled.of(RecordBatch.of(Collections.nCopies(10, "x"), 10), polls);
        }

        @Override
        public void commit(List<Integer> positions) {}
      };
    }
  }

  @BeforeEach
  void reset() {
    FIRST_DEMANDS.clear();
    LAST_DEMAND.set(0);
  }

  @AfterEach
  void stop() {
    context.stop(true, false);
  }

  private void startAndRelaunch(String key, String value) {
    SparkConf conf = LocalSpark.conf("local[3]", directory).set(key, value);
    context = new JavaStreamingContext(conf, Durations.seconds(1));
    ReceiverStreams.create(context, new EndlessReceiver()).foreachRDD(rdd -> {});
    AtomicInteger batches = new AtomicInteger();
    context.addStreamingListener(
        new StreamingListener() {
          @Override
          public void onBatchCompleted(StreamingListenerBatchCompleted event) {
            batches.incrementAndGet();
          }
        });
    context.start();
    await().atMost(Duration.ofSeconds(30)).until(() -> FIRST_DEMANDS.size() == 1);
    // Listeners hear of the launch before they hear of the next batch but one.
    int before = batches.get();
    await().atMost(Duration.ofSeconds(30)).until(() -> batches.get() >= before + 2);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              context.sparkContext().sc().cancelAllJobs();
              return FIRST_DEMANDS.size() >= 2;
            });
  }

  @Test
  void underALimitItBeginsSlowlyAndRises() {
    startAndRelaunch("spark.streaming.receiver.maxRate", "5000");
    assertThat(FIRST_DEMANDS.get(0)).isEqualTo(500);
    assertThat(FIRST_DEMANDS.subList(1, FIRST_DEMANDS.size())).containsOnly(100);
    await().atMost(Duration.ofSeconds(30)).until(() -> LAST_DEMAND.get() == 500);
  }

  @Test
  void withoutALimitItDoesNot() {
    startAndRelaunch("spark.streaming.receiver.maxRate", "0");
    assertThat(FIRST_DEMANDS).containsOnly(ReceiverSettings.defaults().maxInFlightRecords());
  }
}
