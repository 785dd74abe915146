// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.Intake;
import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.Polled;
import io.holdfast.core.PollingSource;
import io.holdfast.core.PushSource;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.Replay;
import io.holdfast.core.SourceContext;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Poison that is kept, on the engine with its real threads and a fake Spark. */
@Timeout(30)
class DeadLetterSessionTest {
  private final Throwable reason = new IllegalArgumentException("not prime");

  @TempDir Path directory;
  private final FakeDoor<Integer> door = new FakeDoor<>();
  private final List<Integer> committed = new CopyOnWriteArrayList<>();

  /** For each commit, how many letters more than positions somebody else could read. */
  private final List<Integer> ahead = new CopyOnWriteArrayList<>();

  private ReceiverEngine<Integer> engine;

  private void start(Path deadLetters, SourceOpener<Integer> opener) {
    ReceiverSettings settings =
        ReceiverSettings.builder()
            .maxBlockRecords(2)
            .drainTimeout(Duration.ofSeconds(2))
            .backoff(Duration.ofMillis(1), Duration.ofMillis(2))
            .poison(PoisonPolicy.DEAD_LETTER)
            .deadLetterDirectory(deadLetters.toUri().toString())
            .build();
    engine = new ReceiverEngine<>(door, settings, Replay.FROM_COMMIT, opener);
    engine.start();
  }

  @AfterEach
  void stop() {
    door.open();
    StuckDisk.free();
    engine.stop();
  }

  private List<String> letters() {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }

  private boolean isStoppedByPoison() {
    return door.reports().stream().anyMatch(PoisonReport::isFail);
  }

  /** Ten polls with a record of poison each; every second one brings nothing else. */
  private final class Poisoned implements PollingSource<Integer, Integer> {
    private final SourceContext context;
    private int next = committed.size();

    Poisoned(SourceContext context) {
      this.context = context;
    }

    @Override
    public Polled<Integer, Integer> poll(int demand, Duration timeout) {
      if (next == 10) {
        return Polled.nothing();
      }
      next++;
      context.poison("number " + next, new byte[] {(byte) next}, reason);
      return Polled.of(
          next % 2 == 0 ? RecordBatch.empty() : RecordBatch.of(List.of(next, -next), 2), next);
    }

    @Override
    public void commit(List<Integer> positions) {
      committed.addAll(positions);
      ahead.add(letters().size() - committed.size());
    }
  }

  @Test
  void aLetterIsThereBeforeItsPositionIsCommittedAlsoThatOfABatchOfNothing() {
    start(directory, Poisoned::new);

    await().until(() -> committed.size() == 10);
    assertThat(committed).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    assertThat(ahead).isNotEmpty().allSatisfy(letters -> assertThat(letters).isNotNegative());
    assertThat(letters()).hasSize(10);
    assertThat(letters().get(9)).contains("\"position\":\"number 10\"", "\"record\":\"Cg==\"");
    assertThat(door.reports())
        .contains("Poison record kept as a dead letter: number 1: " + reason)
        .noneMatch(report -> report.contains("Cg=="));
  }

  @Test
  void aDirectoryThatCannotBeWrittenCountsAsFail() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    Path dead = file.resolve("dead");
    start(dead, Poisoned::new);

    await().until(this::isStoppedByPoison);
    assertThat(door.reports())
        .anyMatch(
            report ->
                report.contains("number 1;")
                    && report.contains("deadLetterDirectory " + dead.toUri()));
    engine.stop();
    assertThat(committed).isEmpty();
  }

  /** Nothing that was handed over with a letter is committed once letters cannot be flushed. */
  @Test
  void aFlushThatFailsCountsAsFailAndNothingIsCommitted() {
    door.hadoopConfiguration().setClass("fs.full.impl", FullDisk.class, FileSystem.class);
    ReceiverSettings settings =
        ReceiverSettings.builder()
            .poison(PoisonPolicy.DEAD_LETTER)
            .deadLetterDirectory("full:///dead")
            .build();
    engine = new ReceiverEngine<>(door, settings, Replay.FROM_COMMIT, Poisoned::new);
    engine.start();

    await().until(this::isStoppedByPoison);
    assertThat(door.reports()).anyMatch(report -> report.contains("no space left"));
    engine.stop();
    assertThat(committed).isEmpty();
  }

  /** A file system whose first file hangs until its thread is interrupted. */
  static final class HangingDisk extends FilterFileSystem {
    private static final AtomicInteger FILES = new AtomicInteger();

    @Override
    public void initialize(URI name, Configuration conf) {
      setConf(conf);
    }

    @Override
    public FSDataOutputStream create(org.apache.hadoop.fs.Path file, boolean overwrite)
        throws IOException {
      if (FILES.incrementAndGet() > 1) {
        return new FSDataOutputStream(OutputStream.nullOutputStream(), null);
      }
      try {
        boolean unused = new CountDownLatch(1).await(20, TimeUnit.SECONDS);
        throw new IOException("nobody ended the test");
      } catch (InterruptedException e) {
        throw new InterruptedIOException("the write was interrupted");
      }
    }
  }

  @Test
  void aSessionThatIsGivenUpInsideAWriteIsReopenedAndItsPoisonStopsNoJob() {
    HangingDisk.FILES.set(0);
    door.hadoopConfiguration().setClass("fs.hangs.impl", HangingDisk.class, FileSystem.class);
    ManualClock clock = new ManualClock();
    ReceiverSettings settings =
        ReceiverSettings.builder()
            .maxBlockRecords(2)
            .poison(PoisonPolicy.DEAD_LETTER)
            .deadLetterDirectory("hangs:///dead")
            .build();
    engine =
        new ReceiverEngine<>(door, settings, Replay.FROM_COMMIT, Poisoned::new, clock, () -> 0.5);
    engine.start();

    await().until(() -> HangingDisk.FILES.get() == 1);
    clock.advance(Duration.ofSeconds(91));
    await()
        .until(
            () -> {
              clock.advance(Duration.ofMillis(100)); // for the back-off
              return committed.size() == 10;
            });
    assertThat(door.reports()).anyMatch(report -> report.contains("in poll hangs"));
    assertThat(isStoppedByPoison()).isFalse();
  }

  /** A file system whose first file hangs when it is flushed, and heeds no interrupt. */
  static final class StuckDisk extends FilterFileSystem {
    private static final AtomicInteger FILES = new AtomicInteger();
    private static final Semaphore FREED = new Semaphore(0);

    static void getStuck() {
      FILES.set(0);
      FREED.drainPermits();
    }

    static boolean isStuck() {
      return FREED.hasQueuedThreads();
    }

    static void free() {
      FREED.release();
    }

    @Override
    public void initialize(URI name, Configuration conf) {
      setConf(conf);
    }

    @Override
    public FSDataOutputStream create(org.apache.hadoop.fs.Path file, boolean overwrite)
        throws IOException {
      boolean first = FILES.incrementAndGet() == 1;
      return new FSDataOutputStream(
          new OutputStream() {
            @Override
            public void write(int b) {}

            @Override
            public void close() {
              if (first) {
                FREED.acquireUninterruptibly();
              }
            }
          },
          null);
    }
  }

  private ReceiverSettings onStuckDisk() {
    StuckDisk.getStuck();
    door.hadoopConfiguration().setClass("fs.stuck.impl", StuckDisk.class, FileSystem.class);
    return ReceiverSettings.builder()
        .maxBlockRecords(2)
        .drainTimeout(Duration.ofSeconds(2))
        .backoff(Duration.ofMillis(1), Duration.ofMillis(2))
        .poison(PoisonPolicy.DEAD_LETTER)
        .deadLetterDirectory("stuck:///dead")
        .build();
  }

  @Test
  void aSessionThatIsGivenUpInsideAFlushCommitsNothingAfterIt() {
    ManualClock clock = new ManualClock();
    ReceiverSettings settings = onStuckDisk();
    engine =
        new ReceiverEngine<>(door, settings, Replay.FROM_COMMIT, Poisoned::new, clock, () -> 0.5);
    engine.start();

    await().until(StuckDisk::isStuck);
    clock.advance(Duration.ofSeconds(91));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              clock.advance(Duration.ofMillis(100)); // for the back-off, and the age of a block
              return committed.size() == 10;
            });
    assertThat(door.reports()).anyMatch(report -> report.contains("in commit hangs"));
    StuckDisk.free();
    await().until(() -> !isAlive("holdfast-%d-session-1".formatted(door.streamId())));
    assertThat(committed).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  }

  private static boolean isAlive(String thread) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(each -> each.getName().equals(thread));
  }

  @Test
  void aPushedBatchIsNotAnsweredAfterAFlushInWhichTheSessionIsGivenUp() {
    CompletableFuture<Integer> lettersAtAnswer = new CompletableFuture<>();
    ReceiverSettings settings = onStuckDisk();
    engine =
        new ReceiverEngine<>(
            door, settings, Replay.FROM_COMMIT, context -> pushing(context, lettersAtAnswer));
    engine.start();

    await().until(StuckDisk::isStuck);
    door.cancel();
    await().until(() -> door.reports().stream().anyMatch(report -> report.contains("is given up")));
    StuckDisk.free();
    await().until(lettersAtAnswer::isDone);
    assertThat(lettersAtAnswer).isCompletedExceptionally();
  }

  @Test
  void aPushedBatchIsNotAnsweredBeforeItsLetterIsThere() throws Exception {
    CompletableFuture<Integer> lettersAtAnswer = new CompletableFuture<>();
    start(directory, context -> pushing(context, lettersAtAnswer));
    await().until(lettersAtAnswer::isDone);
    assertThat(lettersAtAnswer.get()).isEqualTo(1);
  }

  @Test
  void aPushedBatchWhoseLetterIsLostIsRefused() throws Exception {
    door.hadoopConfiguration().setClass("fs.full.impl", FullDisk.class, FileSystem.class);
    CompletableFuture<Integer> lettersAtAnswer = new CompletableFuture<>();
    ReceiverSettings settings =
        ReceiverSettings.builder()
            .poison(PoisonPolicy.DEAD_LETTER)
            .deadLetterDirectory("full:///dead")
            .build();
    engine =
        new ReceiverEngine<>(
            door, settings, Replay.FROM_COMMIT, context -> pushing(context, lettersAtAnswer));
    engine.start();

    await().until(this::isStoppedByPoison);
    assertThat(lettersAtAnswer).isCompletedExceptionally();
  }

  private PushSource<Integer> pushing(
      SourceContext context, CompletableFuture<Integer> lettersAtAnswer) {
    return new PushSource<>() {
      @Override
      public void start(Intake<Integer> intake) throws Exception {
        context.poison("frame 1", new byte[] {1}, reason);
        intake
            .submit("a", RecordBatch.empty())
            .durable()
            .whenComplete(
                (stored, failure) -> {
                  if (failure == null) {
                    lettersAtAnswer.complete(letters().size());
                  } else {
                    lettersAtAnswer.completeExceptionally(failure);
                  }
                });
        intake.seal();
      }

      @Override
      public void close() {}
    };
  }
}
