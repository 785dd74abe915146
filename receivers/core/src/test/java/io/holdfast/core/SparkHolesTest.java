// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.storage.StreamBlockId;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.receiver.Receiver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;
import scala.Some;
import scala.collection.JavaConverters;

/**
 * Holes of Spark's own, each seen twice: a plain receiver falls into it, a reliable one does not.
 * Those that take a crash or a stop have tests of their own.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
@Timeout(90)
class SparkHolesTest {
  /** What batches brought; static, since closures are copied. */
  private static final Collection<Integer> COUNTED = new ConcurrentLinkedQueue<>();

  private static final AtomicInteger STARTS = new AtomicInteger();
  private static final AtomicInteger STOPS = new AtomicInteger();
  private static final AtomicInteger LIVE = new AtomicInteger();
  private static final AtomicInteger MOST_LIVE = new AtomicInteger();

  @TempDir Path directory;
  private JavaStreamingContext context;

  @AfterEach
  void stop() {
    if (context != null) {
      context.stop(true, false);
    }
  }

  private JavaStreamingContext context() {
    COUNTED.clear();
    for (AtomicInteger counter : List.of(STARTS, STOPS, LIVE, MOST_LIVE)) {
      counter.set(0);
    }
    SparkConf conf =
        new SparkConf(false)
            .setMaster("local[2]")
            .setAppName("test")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.locality.wait", "0s")
            .set("spark.streaming.receiverRestartDelay", "100")
            .set("spark.local.dir", directory.toString());
    context = new JavaStreamingContext(conf, Durations.milliseconds(200));
    return context;
  }

  /** H4: stores two blocks under one id, as two block generators of one receiver do. */
  static final class SameIdReceiver extends Receiver<Integer> {
    private static final long serialVersionUID = 1L;

    SameIdReceiver() {
      super(StorageLevel.MEMORY_ONLY());
    }

    @Override
    public void onStart() {
      store(1);
      store(2);
    }

    @Override
    public void store(Integer record) {
      supervisor()
          .pushIterator(
              JavaConverters.asScalaIterator(List.of(record).iterator()),
              Option.empty(),
              new Some<>(new StreamBlockId(streamId(), 42)));
    }

    @Override
    public void onStop() {}
  }

  @Test
  void h4AsSparkHasItABlockIsReadTwiceAndTheOtherNever() {
    context().receiverStream(new SameIdReceiver()).foreachRDD(rdd -> COUNTED.addAll(rdd.collect()));
    context.start();
    await().atMost(Duration.ofSeconds(30)).until(() -> COUNTED.size() == 2);
    assertThat(COUNTED).containsExactly(1, 1);
  }

  /** H4 and H6: the numbers from 0 to 99, a block each; asks Spark for restarts when told to. */
  static final class NumberReceiver extends ReliableReceiver<Integer> {
    private static final long serialVersionUID = 1L;
    private final boolean restarting;

    NumberReceiver(boolean restarting) {
      super(ReceiverSettings.builder().maxBlockRecords(1).build());
      this.restarting = restarting;
    }

    @Override
    protected Source<Integer> open(SourceContext source) {
      int first = STARTS.incrementAndGet();
      MOST_LIVE.accumulateAndGet(LIVE.incrementAndGet(), Math::max);
      if (restarting && first == 1) {
        supervisor().restartReceiver("on cue", Option.empty());
        supervisor().restartReceiver("on cue", Option.empty());
      }
      return new PollingSource<Integer, Integer>() {
        private int next;

        @Override
        public Polled<Integer, Integer> poll(int demand, Duration timeout) {
          return next == 100
              ? Polled.nothing()
              : Polled.of(RecordBatch.of(Collections.singletonList(next), 1), ++next);
        }

        @Override
        public void commit(List<Integer> positions) {}

        @Override
        public void close() {
          LIVE.decrementAndGet();
        }
      };
    }
  }

  @Test
  void h4WithOurOwnIdsEachBlockIsReadOnce() {
    ReceiverStreams.create(context(), new NumberReceiver(false))
        .foreachRDD(rdd -> COUNTED.addAll(rdd.collect()));
    context.start();
    await().atMost(Duration.ofSeconds(30)).until(() -> COUNTED.size() >= 100);
    assertThat(COUNTED).containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
  }

  /** H6: two threads that fail at once, and each asks for a restart. */
  static final class TwiceRestartedReceiver extends Receiver<Integer> {
    private static final long serialVersionUID = 1L;

    TwiceRestartedReceiver() {
      super(StorageLevel.MEMORY_ONLY());
    }

    @Override
    public void onStart() {
      if (STARTS.incrementAndGet() == 1) {
        restart("on cue");
        restart("on cue");
      }
    }

    @Override
    public void onStop() {
      STOPS.incrementAndGet();
    }
  }

  @Test
  void h6AsSparkHasItTwoRestartsStartTwiceAndStopOnce() {
    context().receiverStream(new TwiceRestartedReceiver()).print();
    context.start();
    await().atMost(Duration.ofSeconds(30)).until(() -> STARTS.get() == 3);
    assertThat(STOPS).hasValue(1);
  }

  @Test
  void h6WithOursThereIsNeverMoreThanOneSession() {
    ReceiverStreams.create(context(), new NumberReceiver(true))
        .foreachRDD(rdd -> COUNTED.addAll(rdd.collect()));
    context.start();
    await().atMost(Duration.ofSeconds(30)).until(() -> STARTS.get() >= 2);
    await().atMost(Duration.ofSeconds(30)).until(() -> COUNTED.contains(99));
    assertThat(MOST_LIVE).hasValue(1);
  }
}
