// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.Polled;
import io.holdfast.core.PollingSource;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReceiverStreams;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.core.Source;
import io.holdfast.core.SourceContext;
import io.holdfast.core.crash.FilePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.StreamingContextState;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the receiver of a real local job twenty times while a block of it is being stored, by turns
 * as the UI does it (the job is cancelled, Spark lets the thread be) and as a scheduler does it
 * (the task is killed, its thread interrupted). The block is held, before it is written or before
 * the driver knows of it, and never let go: what was acknowledged of it would be lost. Every line
 * must be counted.
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
@Timeout(180)
class FileTailTaskKillsIT {
  private static final int KILLS = 20;
  private static final int LINES_A_TICK = 20;
  private static final long TICK_MILLIS = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How often each line was counted; static as all that a copy of a closure must find again. */
  private static final Map<String, Integer> COUNTED = new ConcurrentHashMap<>();

  private static final AtomicInteger OPENED = new AtomicInteger();
  private static final AtomicInteger CLOSED = new AtomicInteger();

  /** Bytes that any session has polled, and those of them that some session has committed. */
  private static final AtomicLong POLLED = new AtomicLong();

  private static final AtomicLong COMMITTED = new AtomicLong();

  @TempDir private Path folder;
  private final ReceiverRuns runs = new ReceiverRuns();
  private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
  private final List<String> appended = new ArrayList<>();
  private Path file;
  private int plans;
  private JavaStreamingContext context;

  /** The receiver under test, with a ledger of what its sources do. */
  private static final class LedgeredReceiver extends ReliableReceiver<String> {
    private static final long serialVersionUID = 1L;
    private final FileTailReceiver receiver;

    LedgeredReceiver(FileTailReceiver receiver) {
      super(receiver.settings());
      this.receiver = receiver;
    }

    @Override
    protected Source<String> open(SourceContext context) throws Exception {
      return new LedgeredSource((FileTailSource) receiver.open(context));
    }
  }

  private static final class LedgeredSource implements PollingSource<String, TailPosition> {
    private final FileTailSource source;

    LedgeredSource(FileTailSource source) {
      this.source = source;
      OPENED.incrementAndGet();
    }

    @Override
    public Polled<String, TailPosition> poll(int demand, Duration timeout) throws IOException {
      Polled<String, TailPosition> polled = source.poll(demand, timeout);
      if (!polled.isNothing()) {
        POLLED.accumulateAndGet(polled.position().offset(), Math::max);
      }
      return polled;
    }

    @Override
    public void commit(List<TailPosition> positions) throws IOException {
      source.commit(positions);
      COMMITTED.accumulateAndGet(positions.get(positions.size() - 1).offset(), Math::max);
    }

    @Override
    public void close() throws IOException {
      source.close();
      CLOSED.incrementAndGet();
    }
  }

  @AfterEach
  void stop() throws IOException {
    writer.shutdownNow();
    if (context != null) {
      context.stop(true, false);
    }
    Files.createFile(folder.resolve("released"));
    System.clearProperty(FilePlan.KEY);
    await().atMost(PATIENCE).until(() -> !LocalSpark.isAnyEngineAlive());
  }

  private void start() throws IOException {
    file = Files.createFile(folder.resolve("log"));
    context = new JavaStreamingContext(LocalSpark.conf(folder), Durations.milliseconds(250));
    context.sparkContext().sc().addSparkListener(runs);
    ReceiverSettings settings =
        ReceiverSettings.builder().maxBlockAge(Duration.ofMillis(50)).build();
    ReceiverStreams.create(context, new LedgeredReceiver(new FileTailReceiver(file, settings)))
        .foreachRDD(rdd -> rdd.collect().forEach(line -> COUNTED.merge(line, 1, Integer::sum)));
    context.checkpoint(folder.resolve("checkpoint").toUri().toString());
    context.start();
  }

  private void appendLines() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LINES_A_TICK; i++) {
      String line = "line %d: ä€\uD83D\uDE00".formatted(appended.size());
      appended.add(line);
      text.append(line).append('\n');
    }
    try {
      Files.writeString(file, text, UTF_8, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyLineIsCountedThoughTheReceiverIsKilledTwentyTimes() throws Exception {
    start();
    ScheduledFuture<?> writing =
        writer.scheduleAtFixedRate(this::appendLines, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    List<Long> inFlight = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      Path plan = hold(kill / 2 % 2 == 0 ? "BEFORE_STORE" : "AFTER_LOG");
      await()
          .atMost(PATIENCE)
          .until(() -> runs.task() >= 0 && Files.exists(FilePlan.mark(plan, 1)));
      inFlight.add(POLLED.get() - COMMITTED.get());
      kill(kill % 2 == 0);
    }
    writing.cancel(false);
    writer.shutdown();
    assertThat(writer.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(notCounted()).isEmpty());
    assertThat(COUNTED).hasSameSizeAs(appended);
    assertThat(inFlight).allMatch(bytes -> bytes > 0);
    await().atMost(PATIENCE).until(() -> COMMITTED.get() == Files.size(file));
    assertThat(context.getState()).isEqualTo(StreamingContextState.ACTIVE);
    assertThat(runs.cancelled()).isEqualTo(KILLS / 2);
    assertThat(runs.killed()).isGreaterThanOrEqualTo(KILLS / 2);

    long again = COUNTED.values().stream().mapToLong(times -> times - 1).sum();
    System.out.printf(
        "%d kills with %,d bytes in flight in all: %,d lines appended, all counted, %,d of them"
            + " again%n",
        KILLS, inFlight.stream().mapToLong(Long::longValue).sum(), appended.size(), again);
  }

  /** By hand: AssertJ would compare each line with each. */
  private List<String> notCounted() {
    return appended.stream().filter(line -> !COUNTED.containsKey(line)).toList();
  }

  /** Lets the next block that comes to this point stay there until all is over. */
  private Path hold(String point) throws IOException {
    Path plan = folder.resolve("plan-" + ++plans);
    Files.writeString(plan, point + " 1 hang released");
    System.setProperty(FilePlan.KEY, plan.toString());
    return plan;
  }

  /** Kills the receiver and waits until the next one works. */
  private void kill(boolean cancel) {
    int opened = OPENED.get();
    long task = runs.task();
    if (cancel) {
      context.sparkContext().sc().cancelJob(runs.job(), "test");
    } else {
      assertThat(context.sparkContext().sc().killTaskAttempt(task, true, "test")).isTrue();
    }
    await().atMost(PATIENCE).until(() -> OPENED.get() > opened && runs.task() > task);
    long committed = COMMITTED.get();
    await().atMost(PATIENCE).until(() -> OPENED.get() == CLOSED.get() + 1);
    await().atMost(PATIENCE).until(() -> COMMITTED.get() > committed);
  }
}
