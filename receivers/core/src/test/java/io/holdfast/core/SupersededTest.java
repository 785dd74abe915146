// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.StreamingContextState;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a sink that keeps positions has from the start, and what becomes of a superseded job. */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
@Timeout(60)
class SupersededTest {
  private static final int EPOCH = 7;

  // Static, since receivers and sinks are copied.
  private static final Collection<String> OPENED = new ConcurrentLinkedQueue<>();
  private static final Collection<Integer> COMMITTED = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger RECEIVED = new AtomicInteger();
  private static volatile RunningJob job;

  @TempDir Path directory;
  private final EndlessReceiver receiver = new EndlessReceiver();
  private JavaStreamingContext context;

  /** Numbers without an end, which stay in an open block until a drain. */
  static final class EndlessReceiver extends ReliableReceiver<Integer> {
    private static final long serialVersionUID = 1L;

    EndlessReceiver() {
      super(ReceiverSettings.builder().maxBlockAge(Duration.ofSeconds(60)).build());
    }

    @Override
    protected Source<Integer> open(SourceContext context) throws Exception {
      OPENED.add(
          "epoch %d, resume at %d"
              .formatted(
                  context.epoch(), context.processed().orElseThrow().resumeAt("p").orElseThrow()));
      return new PollingSource<Integer, Integer>() {
        @Override
        public Polled<Integer, Integer> poll(int demand, Duration timeout) {
          int number = RECEIVED.getAndIncrement();
          return number < 100
              ? Polled.of(RecordBatch.of(List.of(number), 16), number)
              : Polled.nothing();
        }

        @Override
        public void commit(List<Integer> positions) {
          COMMITTED.addAll(positions);
        }
      };
    }
  }

  /** A sink that was asked to begin by the streams of one job. */
  static final class Sink implements ProcessedPositions {
    private static final long serialVersionUID = 1L;

    @Override
    public long begin(RunningJob started) {
      job = started;
      return EPOCH;
    }

    @Override
    public OptionalLong resumeAt(String partition) {
      return OptionalLong.of(42);
    }
  }

  @BeforeEach
  void start() {
    OPENED.clear();
    COMMITTED.clear();
    RECEIVED.set(0);
    context =
        new JavaStreamingContext(
            LocalSpark.conf("local[5]", directory), Durations.milliseconds(200));
    ReceiverStreams.create(context, receiver, new Sink()).foreachRDD(rdd -> rdd.count());
    ReceiverStreams.create(context, new EndlessReceiver(), 2, new Sink())
        .foreachRDD(rdd -> rdd.count());
    context.start();
  }

  @AfterEach
  void stop() {
    context.stop(true, false);
  }

  @Test
  void stopsAtOnceWithoutCommittingAndSaysWhoTookOver() {
    await().atMost(Duration.ofSeconds(30)).until(() -> RECEIVED.get() > 100 && OPENED.size() == 3);
    assertThat(job.application()).isEqualTo(context.sparkContext().sc().applicationId());
    assertThat(job.isRunning()).isTrue();

    job.supersede(new SupersededException("words", EPOCH, "app-2", EPOCH + 1));

    assertThatThrownBy(() -> context.awaitTermination())
        .isInstanceOf(SupersededException.class)
        .hasMessageContainingAll("application app-2 (epoch 8)", "the job words");
    await().until(() -> context.getState() == StreamingContextState.STOPPED);
    await().until(() -> !job.isRunning());
    assertThat(COMMITTED).isEmpty();
    assertThat(OPENED).hasSize(3).containsOnly("epoch 7, resume at 42");
    // As Spark does when a receiver's task was cancelled, here in vain: there is no Spark any more.
    assertThatCode(receiver::onStart).doesNotThrowAnyException();
  }

  @Test
  void saysThatItRunsWhileAStopWaitsForTheBatchThatAsks() throws Exception {
    await().atMost(Duration.ofSeconds(30)).until(() -> job != null);
    synchronized (context.ssc()) { // as a stop does
      assertThat(CompletableFuture.supplyAsync(job::isRunning).get(20, TimeUnit.SECONDS)).isTrue();
    }
    context.stop(false, false);
    assertThat(job.isRunning()).isFalse();
  }

  @Test
  void aStopOfTheJobItselfCommitsAsEver() {
    await().atMost(Duration.ofSeconds(30)).until(() -> RECEIVED.get() > 100);

    context.stop(true, false);

    assertThat(COMMITTED).hasSize(100);
  }
}
