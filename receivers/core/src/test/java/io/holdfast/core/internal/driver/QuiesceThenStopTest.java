// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.StopReport;
import io.holdfast.core.internal.BlockMetadata;
import io.holdfast.core.internal.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.apache.spark.streaming.Time;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
@Timeout(20)
class QuiesceThenStopTest {
  private final FakeJob job = new FakeJob();
  private final StillClock clock = new StillClock();
  private final QuiescedStreams streams = new QuiescedStreams(Set.of(0), 1000, () -> 0);
  private final QuiesceThenStop stop = new QuiesceThenStop(job, streams, clock);

  /** A clock that stands still until it is advanced; waits are short in real time. */
  private static final class StillClock implements Clock {
    private final AtomicLong now = new AtomicLong();
    private final AtomicLong waits = new AtomicLong();

    @Override
    public long nanoTime() {
      return now.get();
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // the callers loop
    public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
      waits.incrementAndGet();
      long unused = condition.awaitNanos(1_000_000);
    }
  }

  /** A job that writes down what is done to it. */
  private static final class FakeJob implements StoppableJob {
    private final List<String> events = new CopyOnWriteArrayList<>();
    private volatile boolean stopped;
    private volatile boolean deaf;
    private volatile long left;

    @Override
    public void quiesce() throws IOException {
      events.add("quiesce");
      if (deaf) {
        throw new IOException("no file system");
      }
    }

    @Override
    public boolean isStopped() {
      return stopped;
    }

    @Override
    public void stop() {
      events.add("stop");
      stopped = true;
    }

    @Override
    public OptionalLong leftRecords() {
      return OptionalLong.of(left);
    }

    @Override
    public boolean keepsRecords() {
      return true;
    }

    @Override
    public void end() {
      events.add("end");
    }
  }

  @BeforeEach
  void start() {
    stop.start(() -> job.events.add("then"));
  }

  @AfterEach
  void end() {
    job.stopped = true;
    await().until(() -> job.events.contains("then"));
  }

  private CompletableFuture<StopReport> ask(Duration patience) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return stop.stop(patience);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void quiesced() {
    streams.seen(0, new Time(5000), BlockMetadata.quiesced(7, 3));
    streams.completed(new Time(5000));
  }

  private void awaitGlances() {
    long waits = clock.waits.get();
    await().until(() -> clock.waits.get() > waits + 3);
  }

  @Test
  void theJobIsStoppedWhenItsLastBlocksAreProcessedAndNotBefore() {
    CompletableFuture<StopReport> report = ask(Duration.ofSeconds(10));
    await().until(() -> job.events.contains("quiesce"));
    awaitGlances();
    assertThat(job.events).containsExactly("quiesce");

    quiesced();
    assertThat(report.join().isComplete()).isTrue();
    assertThat(job.events).startsWith("quiesce", "stop", "end");
  }

  @Test
  void afterThePatienceItIsStoppedAnywayAndTheReportSaysWhatIsLeftAndWhoIsLate() {
    job.left = 42;
    CompletableFuture<StopReport> report = ask(Duration.ofSeconds(10));
    await().until(() -> job.events.contains("quiesce"));
    clock.now.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
    awaitGlances();
    assertThat(report).isNotDone();

    clock.now.incrementAndGet();
    assertThat(report.join().leftRecords()).hasValue(42);
    assertThat(report.join().isComplete()).isFalse();
    assertThat(report.join().undrained()).containsExactly(0);
    assertThat(report.join())
        .hasToString(
            "42 records are stored and not processed: they are in the write-ahead log and counted"
                + " after the next start; not drained in time: streams [0]");
  }

  @Test
  void itHappensOnceWhoeverAsksAndTheShortestPatienceCounts() {
    CompletableFuture<StopReport> first = ask(Duration.ofHours(1));
    await().until(() -> job.events.contains("quiesce"));
    CompletableFuture<StopReport> second = ask(Duration.ZERO);
    assertThat(first.join()).isSameAs(second.join());
    assertThat(ask(Duration.ofHours(1)).join()).isSameAs(first.join());
    assertThat(Collections.frequency(job.events, "stop")).isEqualTo(1);
    assertThat(stop.order(Duration.ZERO)).as("an order that comes too late").isFalse();
  }

  @Test
  void anOrderDoesNotShortenThePatienceOfOneWhoAskedBefore() {
    CompletableFuture<StopReport> report = ask(Duration.ofHours(1));
    await().until(() -> job.events.contains("quiesce"));
    assertThat(stop.order(Duration.ZERO)).isFalse();
    awaitGlances();
    assertThat(report).isNotDone();
    quiesced();
    report.join();
  }

  @Test
  void receiversThatCannotBeToldAreNotWaitedFor() {
    job.deaf = true;
    job.left = 1;
    assertThat(ask(Duration.ofHours(1)).join().isComplete()).isFalse();
    assertThat(job.events).startsWith("quiesce", "stop", "end");
  }

  @Test
  void aJobThatSomebodyElseStopsIsNeitherQuiescedNorStopped() {
    job.stopped = true;
    await().until(() -> job.events.contains("then"));
    assertThat(job.events).containsExactly("end", "then");
    assertThat(ask(Duration.ofHours(1)).join().isComplete()).isTrue();
  }

  @Test
  void aJobThatSomebodyElseStopsMeanwhileIsNotWaitedFor() {
    CompletableFuture<StopReport> report = ask(Duration.ofHours(1));
    await().until(() -> job.events.contains("quiesce"));
    job.stopped = true;
    report.join();
    assertThat(job.events).doesNotContain("stop");
  }
}
