// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.Intake;
import io.holdfast.core.NotStoredException;
import io.holdfast.core.PushSource;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.Replay;
import io.holdfast.core.Source;
import io.holdfast.core.crash.FilePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine stands where a crash point says it does, and a fault there loses nothing. */
@Timeout(30)
class CrashPointsTest {
  private static final int TOTAL = 55;

  @TempDir private Path directory;
  private final FakeDoor<Integer> door = new FakeDoor<>();
  private final Numbers numbers = new Numbers(TOTAL, 10);
  private final List<Intake<Integer>> intakes = new CopyOnWriteArrayList<>();
  private ReceiverEngine<Integer> engine;
  private Path plan;

  @BeforeEach
  void name() {
    plan = directory.resolve("plan");
    System.setProperty(FilePlan.KEY, plan.toString());
  }

  @AfterEach
  void stop() throws IOException {
    Files.writeString(directory.resolve("released"), "");
    if (engine != null) {
      engine.stop();
    }
    System.clearProperty(FilePlan.KEY);
  }

  private void start(String fault, SourceOpener<Integer> opener) throws IOException {
    Files.writeString(plan, fault);
    ReceiverSettings settings =
        ReceiverSettings.builder()
            .maxBlockRecords(10)
            .drainTimeout(Duration.ofSeconds(2))
            .backoff(Duration.ofMillis(1), Duration.ofMillis(2))
            .build();
    engine = new ReceiverEngine<>(door, settings, Replay.FROM_COMMIT, opener);
    engine.start();
  }

  private boolean hasHappened() {
    return Files.exists(FilePlan.mark(plan, 1));
  }

  @ParameterizedTest
  @EnumSource(
      names = {"BEFORE_STORE", "AFTER_STORE", "BEFORE_COMMIT", "INSIDE_COMMIT", "AFTER_COMMIT"})
  void aFaultEndsTheSessionAndLosesNothing(CrashPoint point) throws IOException {
    start(point + " 2 throw", numbers::open);
    await().until(() -> numbers.committed() == TOTAL);
    assertThat(hasHappened()).isTrue();
    // The fault may come after the last commit; the session that it ends is followed by one more.
    await().untilAsserted(() -> assertThat(numbers.sessions()).isEqualTo(2));
    assertThat(door.records().stream().distinct().toList())
        .isEqualTo(IntStream.range(0, TOTAL).boxed().toList());
    assertThat(door.reports()).anyMatch(report -> report.contains("thrown at crash point"));
  }

  @ParameterizedTest
  @CsvSource({
    "BEFORE_STORE,  0, 0",
    "AFTER_STORE,   1, 0",
    "BEFORE_COMMIT, 1, 0",
    "INSIDE_COMMIT, 1, 0",
    "AFTER_COMMIT,  1, 10",
  })
  void thePointIsWhereItSays(CrashPoint point, int stored, int committed) throws IOException {
    start(point + " 1 hang released", numbers::open);
    await().until(this::hasHappened);
    assertThat(door.blocks()).hasSizeGreaterThanOrEqualTo(stored);
    assertThat(numbers.committed()).isGreaterThanOrEqualTo(committed);
    if (stored == 0) {
      assertThat(door.blocks()).isEmpty();
    }
    if (committed == 0) {
      assertThat(numbers.committed()).isZero();
    }
    Files.writeString(directory.resolve("released"), "");
    await().until(() -> numbers.committed() == TOTAL);
    assertThat(numbers.sessions()).isEqualTo(1);
  }

  @Test
  void aHangWhileDrainingKeepsNoStopWaitingBeyondItsBound() throws IOException {
    start("DRAINING 1 hang", numbers::open);
    await().until(() -> numbers.committed() == TOTAL);
    assertThat(hasHappened()).isFalse();
    long begun = System.nanoTime();
    engine.stop();
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(5));
    assertThat(hasHappened()).isTrue();
  }

  private Source<Integer> push() {
    return new PushSource<Integer>() {
      @Override
      public void start(Intake<Integer> intake) {
        intakes.add(intake);
      }

      @Override
      public void close() {}
    };
  }

  private CompletableFuture<Void> submit(int records) throws InterruptedException {
    List<Integer> batch = new ArrayList<>(IntStream.range(0, records).boxed().toList());
    return intakes
        .get(0)
        .submit("a", RecordBatch.of(batch, records))
        .durable()
        .toCompletableFuture();
  }

  /** Two batches in one block, and one in the next: which of the three are answered OK. */
  @ParameterizedTest
  @CsvSource({"BEFORE_COMMIT, 0", "INSIDE_COMMIT, 1", "AFTER_COMMIT, 2"})
  void anAnswerThatFailsEndsTheSessionOfAPushSourceAndNothingAfterItIsAnsweredOk(
      CrashPoint point, int answered) throws Exception {
    door.hold();
    start(point + " 1 throw", context -> push());
    await().until(() -> intakes.size() == 1);
    List<CompletableFuture<Void>> answers = List.of(submit(4), submit(6), submit(10));
    door.release(1);
    await().until(this::hasHappened);
    door.open();

    await().until(() -> answers.stream().allMatch(CompletableFuture::isDone));
    for (int i = 0; i < answers.size(); i++) {
      if (i < answered) {
        assertThat(answers.get(i)).isCompleted();
      } else {
        assertThat(answers.get(i))
            .failsWithin(Duration.ZERO)
            .withThrowableThat()
            .withCauseInstanceOf(NotStoredException.class);
      }
    }
    await().until(() -> intakes.size() == 2);
  }
}
