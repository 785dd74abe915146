// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.Intake;
import io.holdfast.core.PushSource;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.Replay;
import io.holdfast.core.SourceContext;
import io.holdfast.core.Submission;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Push sources that break their contract, and use an intake or a submission as they should not. */
@Timeout(30)
class BrokenPushSourceTest {
  private final FakeDoor<String> door = new FakeDoor<>();
  private final List<Intake<String>> intakes = new CopyOnWriteArrayList<>();
  private final List<SourceContext> contexts = new CopyOnWriteArrayList<>();
  private final CountDownLatch never = new CountDownLatch(1);
  private ReceiverEngine<String> engine;

  /** What the first session's source does in a method; the others' do nothing. */
  private interface Breach {
    void in(String method) throws Exception;
  }

  private void start(Clock clock, Breach breach) {
    ReceiverSettings settings =
        ReceiverSettings.builder()
            .maxBlockRecords(1)
            .maxInFlightRecords(10)
            .drainTimeout(Duration.ofMillis(300))
            .backoff(Duration.ofMillis(1), Duration.ofMillis(2))
            .build();
    engine =
        new ReceiverEngine<>(
            door,
            settings,
            Replay.FROM_COMMIT,
            context -> {
              contexts.add(context);
              return source(contexts.size() == 1 ? breach : method -> {});
            },
            clock,
            () -> 0.5);
    engine.start();
  }

  private Intake<String> startHealthy() {
    start(Clock.SYSTEM, method -> {});
    await().until(() -> intakes.size() == 1);
    return intakes.get(0);
  }

  private PushSource<String> source(Breach breach) {
    return new PushSource<>() {
      @Override
      public void start(Intake<String> intake) throws Exception {
        breach.in("start");
        intakes.add(intake);
      }

      @Override
      public void close() throws Exception {
        breach.in("close");
      }
    };
  }

  @AfterEach
  void stop() {
    never.countDown();
    door.open();
    engine.stop();
  }

  private static RecordBatch<String> one(String record) {
    return RecordBatch.of(List.of(record), 1);
  }

  private void awaitReport(String part) {
    await().until(() -> door.reports().stream().anyMatch(report -> report.contains(part)));
  }

  private void assertWorks(Intake<String> intake) throws Exception {
    Submission submission = intake.submit("a", one("works"));
    submission.durable().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private void assertReopened() throws Exception {
    await().until(() -> contexts.size() == 2 && !intakes.isEmpty());
    await().until(() -> contexts.get(1).session() == 2);
    assertWorks(intakes.get(intakes.size() - 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"EXCEPTION", "ERROR"})
  void aStartThatThrowsIsReportedAndTriedAgain(String what) throws Exception {
    start(
        Clock.SYSTEM,
        method -> {
          if (method.equals("start")) {
            if (what.equals("ERROR")) {
              throw new NoClassDefFoundError("on cue");
            }
            throw new Exception("on cue");
          }
        });
    awaitReport("source's start threw");
    assertReopened();
  }

  @Test
  void aStartThatBlocksForEverIsNamedAndTheNextSessionOpensBesideIt() throws Exception {
    ManualClock clock = new ManualClock();
    CountDownLatch started = new CountDownLatch(1);
    start(
        clock,
        method -> {
          if (method.equals("start")) {
            started.countDown();
            boolean unused = never.await(20, TimeUnit.SECONDS);
          }
        });
    await().until(() -> started.getCount() == 0);
    clock.advance(Duration.ofSeconds(91));
    awaitReport("in start hangs");
    await()
        .until(
            () -> {
              clock.advance(Duration.ofMillis(1)); // for the back-off
              return contexts.size() == 2;
            });
    await().until(() -> intakes.size() == 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EXCEPTION", "ERROR"})
  void aCloseThatThrowsIsReported(String what) throws Exception {
    start(
        Clock.SYSTEM,
        method -> {
          if (method.equals("close")) {
            if (what.equals("ERROR")) {
              throw new NoClassDefFoundError("on cue");
            }
            throw new Exception("on cue");
          }
        });
    await().until(() -> intakes.size() == 1);
    intakes.get(0).fail(new IllegalStateException("over"));
    awaitReport("source's close threw");
    assertReopened();
  }

  @Test
  void aCloseThatBlocksForEverIsNamedAndTheNextSessionOpensBesideIt() throws Exception {
    start(
        Clock.SYSTEM,
        method -> {
          if (method.equals("close")) {
            boolean unused = never.await(20, TimeUnit.SECONDS);
          }
        });
    await().until(() -> intakes.size() == 1);
    intakes.get(0).fail(new IllegalStateException("over"));
    awaitReport("in close hangs");
    assertReopened();
  }

  @Test
  void aFailureWithoutACauseEndsTheSessionAllTheSame() throws Exception {
    startHealthy().fail(null);
    awaitReport("fail without a cause");
    assertReopened();
  }

  @Test
  void aSecondFailureDoesNothing() throws Exception {
    Intake<String> intake = startHealthy();
    intake.fail(new IllegalStateException("first"));
    intake.fail(new IllegalStateException("second"));
    awaitReport("first");
    assertReopened();
    intake.fail(new IllegalStateException("late"));
    assertWorks(intakes.get(1));
    assertThat(door.reports()).noneMatch(r -> r.contains("second") || r.contains("late"));
  }

  @Test
  void whatIsMissingIsRefusedInTheCallersThreadAndTheSessionGoesOn() throws Exception {
    Intake<String> intake = startHealthy();
    assertThatThrownBy(() -> intake.submit(null, one("x")))
        .hasMessage("a submission without a partition");
    assertThatThrownBy(() -> intake.submit("a", null)).hasMessage("a submission without a batch");
    assertThatThrownBy(() -> intake.trySubmit(null, one("x")))
        .hasMessage("a submission without a partition");
    assertThatThrownBy(() -> intake.trySubmit("a", null))
        .hasMessage("a submission without a batch");
    assertThatThrownBy(() -> intake.onRoom(null)).hasMessage("onRoom without a callback");
    intake.end("nobody's");
    assertWorks(intake);
    assertThat(contexts).hasSize(1);
  }

  @Test
  void aReactionThatThrowsOrAnswersTwiceDoesNotEndTheAckThread() throws Exception {
    Intake<String> intake = startHealthy();
    intake
        .submit("a", one("1"))
        .durable()
        .thenRun(
            () -> {
              throw new NoClassDefFoundError("on cue");
            });
    Submission second = intake.submit("a", one("2"));
    second.durable().toCompletableFuture().complete(null); // that is not his to say
    assertWorks(intake);
    await().until(() -> door.records().equals(List.of("1", "2", "works")));
    assertThat(contexts).hasSize(1);
  }

  @Test
  void aRoomCallbackThatThrowsAnErrorIsLoggedAndTheNextIsCalled() throws Exception {
    Intake<String> intake = startHealthy();
    CountDownLatch called = new CountDownLatch(1);
    intake.onRoom(
        () -> {
          throw new NoClassDefFoundError("on cue");
        });
    intake.onRoom(called::countDown);
    await().until(() -> called.getCount() == 0);
    assertWorks(intake);
  }

  @Test
  void aReactionThatBlocksForEverDoesNotKeepAStopFromReturning() throws Exception {
    Intake<String> intake = startHealthy();
    CountDownLatch reacting = new CountDownLatch(1);
    intake
        .submit("a", one("1"))
        .durable()
        .thenRun(
            () -> {
              reacting.countDown();
              awaitEnd();
            });
    await().until(() -> reacting.getCount() == 0);
    long begun = System.nanoTime();
    engine.stop();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
  }

  private void awaitEnd() {
    try {
      boolean unused = never.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatIsWithdrawnAfterTheSessionIsNot() throws Exception {
    door.hold();
    Intake<String> intake = startHealthy();
    Submission stored = intake.submit("a", one("1"));
    await().until(door::someoneWaits);
    assertThat(stored.withdraw()).isFalse();
    intake.fail(new IllegalStateException("over"));
    door.open();
    await().until(() -> stored.durable().toCompletableFuture().isDone());
    assertThat(stored.withdraw()).isFalse();
  }

  @Test
  void aFlushIsRefusedAndASealIsNot() {
    startHealthy();
    assertThatThrownBy(() -> contexts.get(0).flush(Duration.ofSeconds(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("polling sources");
    contexts.get(0).seal();
    intakes.get(0).seal();
  }

  @Test
  void poisonOnAThreadOfTheSourceEndsTheSessionThoughItIsSwallowed() {
    startHealthy();
    assertThatThrownBy(
            () -> contexts.get(0).poison("frame 1", new byte[1], new IllegalStateException("bad")))
        .hasMessageContaining("frame 1");
    await().until(() -> door.reports().stream().anyMatch(PoisonReport::isFail));
    assertThat(contexts).hasSize(1);
  }
}
