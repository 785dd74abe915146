// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.storage.StreamBlockId;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.receiver.Receiver;
import org.apache.spark.streaming.util.WriteAheadLog;
import org.apache.spark.streaming.util.WriteAheadLogRecordHandle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;
import scala.Some;
import scala.collection.JavaConverters;
import scala.runtime.AbstractFunction1;

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

  /** Whether the driver's next write to its log fails, and with it the store of a block. */
  private static final AtomicBoolean FAILING = new AtomicBoolean();

  @TempDir Path directory;
  private JavaStreamingContext context;

  @AfterEach
  void stop() {
    if (context != null) {
      context.stop(true, false);
    }
  }

  private JavaStreamingContext context() {
    return context(Map.of());
  }

  private JavaStreamingContext context(Map<String, String> settings) {
    COUNTED.clear();
    FAILING.set(false);
    for (AtomicInteger counter : List.of(STARTS, STOPS, LIVE, MOST_LIVE)) {
      counter.set(0);
    }
    SparkConf conf =
        LocalSpark.conf("local[2]", directory).set("spark.streaming.receiverRestartDelay", "100");
    settings.forEach(conf::set);
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

  /** A driver's log that keeps nothing, and once fails to write of a new block if told to. */
  public static final class FailingLog extends WriteAheadLog {
    private static final String BLOCK_ADDED = "BlockAdditionEvent";
    private static final WriteAheadLogRecordHandle HANDLE =
        new WriteAheadLogRecordHandle() {
          private static final long serialVersionUID = 1L;
        };

    /** As Spark makes it. */
    public FailingLog(SparkConf conf) {}

    @Override
    public WriteAheadLogRecordHandle write(ByteBuffer record, long time) {
      boolean block = StandardCharsets.ISO_8859_1.decode(record).toString().contains(BLOCK_ADDED);
      if (block && FAILING.getAndSet(false)) {
        throw new IllegalStateException("on cue");
      }
      return HANDLE;
    }

    @Override
    public ByteBuffer read(WriteAheadLogRecordHandle handle) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Iterator<ByteBuffer> readAll() {
      return Collections.emptyIterator();
    }

    @Override
    public void clean(long threshold, boolean wait) {}

    @Override
    public void close() {}
  }

  private JavaStreamingContext contextWithFailingLog() {
    context(
        Map.of(
            "spark.streaming.driver.writeAheadLog.class",
            FailingLog.class.getName(),
            "spark.streaming.unpersist",
            "false"));
    context.checkpoint(directory.resolve("checkpoint").toString());
    return context;
  }

  /** The blocks that some block manager holds; none is freed in these tests. */
  private static int blocksHeld() {
    return SparkEnv.get()
        .blockManager()
        .master()
        .getMatchingBlockIds(
            new AbstractFunction1<BlockId, Object>() {
              @Override
              public Object apply(BlockId id) {
                return id instanceof StreamBlockId;
              }
            },
            true)
        .size();
  }

  /** H23: stores one block whose addition to the driver's log fails. */
  static final class FailedStoreReceiver extends Receiver<Integer> {
    private static final long serialVersionUID = 1L;

    FailedStoreReceiver() {
      super(StorageLevel.MEMORY_ONLY());
    }

    @Override
    public void onStart() {
      FAILING.set(true);
      try {
        store(Collections.singletonList(1).iterator());
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) { // Spark throws it without saying so
        STOPS.incrementAndGet();
      }
    }

    @Override
    public void onStop() {}
  }

  @Test
  void h23AsSparkHasItABlockThatFailedStaysInMemory() {
    contextWithFailingLog().receiverStream(new FailedStoreReceiver()).print();
    context.start();
    await().atMost(Duration.ofSeconds(30)).until(() -> STOPS.get() == 1);
    assertThat(blocksHeld()).isEqualTo(1);
  }

  /** H23: the numbers from 0 to 9, a block each, of which the fifth fails once. */
  static final class OnceFailingReceiver extends ReliableReceiver<Integer> {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger COMMITTED = new AtomicInteger();

    OnceFailingReceiver() {
      super(
          ReceiverSettings.builder()
              .maxBlockRecords(1)
              .maxInFlightRecords(1)
              .backoff(Duration.ofMillis(1), Duration.ofMillis(2))
              .build());
    }

    @Override
    protected Source<Integer> open(SourceContext source) {
      STARTS.incrementAndGet();
      return new PollingSource<Integer, Integer>() {
        private int next = COMMITTED.get();

        @Override
        public Polled<Integer, Integer> poll(int demand, Duration timeout) {
          if (next == 10) {
            return Polled.nothing();
          }
          FAILING.set(next == 5 && STARTS.get() == 1);
          return Polled.of(RecordBatch.of(Collections.singletonList(next), 1), ++next);
        }

        @Override
        public void commit(List<Integer> positions) {
          COMMITTED.set(positions.get(positions.size() - 1));
        }
      };
    }
  }

  @Test
  void h23WithOursABlockThatFailedIsRemovedAndItsRecordsComeAgain() {
    OnceFailingReceiver.COMMITTED.set(0);
    ReceiverStreams.create(contextWithFailingLog(), new OnceFailingReceiver())
        .foreachRDD(rdd -> COUNTED.addAll(rdd.collect()));
    context.start();
    await().atMost(Duration.ofSeconds(30)).until(() -> COUNTED.size() >= 10);
    assertThat(COUNTED).containsExactlyElementsOf(IntStream.range(0, 10).boxed().toList());
    assertThat(STARTS).as("the store failed once").hasValue(2);
    assertThat(blocksHeld()).isEqualTo(10);
  }
}
