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
import io.holdfast.core.Submission;
import io.holdfast.core.internal.FakeDoor.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Push sources on the engine with its real threads and a fake Spark. */
@Timeout(30)
class PushSessionTest {
  private static final int BUDGET = 10;

  private final FakeDoor<String> door = new FakeDoor<>();
  private final List<Intake<String>> intakes = new CopyOnWriteArrayList<>();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private ReceiverEngine<String> engine;

  private final class Pushed implements PushSource<String> {
    @Override
    public void start(Intake<String> intake) {
      intakes.add(intake);
    }

    @Override
    public void close() {
      events.add("close");
    }
  }

  private static ReceiverSettings.Builder settings() {
    return ReceiverSettings.builder()
        .maxBlockRecords(2)
        .maxInFlightRecords(BUDGET)
        .drainTimeout(Duration.ofSeconds(2))
        .backoff(Duration.ofMillis(1), Duration.ofMillis(2));
  }

  private Intake<String> start(ReceiverSettings.Builder settings) {
    engine = new ReceiverEngine<>(door, settings.build(), Replay.FROM_COMMIT, c -> new Pushed());
    engine.start();
    await().until(() -> intakes.size() == 1);
    return intakes.get(0);
  }

  @AfterEach
  void stop() {
    door.open();
    engine.stop();
    await().until(() -> threads().isEmpty());
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("holdfast-7"))
        .toList();
  }

  private static RecordBatch<String> batch(String... records) {
    return RecordBatch.of(new ArrayList<>(List.of(records)), records.length);
  }

  private static RecordBatch<String> large(int records) {
    return RecordBatch.of(new ArrayList<>(Collections.nCopies(records, "x")), records);
  }

  private Submission note(String name, Submission submission) {
    submission
        .durable()
        .whenComplete(
            (nothing, failure) ->
                events.add(
                    name
                        + (failure == null
                            ? ""
                            : ((NotStoredException) failure).isAmbiguous()
                                ? " ambiguous"
                                : " unstored")));
    return submission;
  }

  private static boolean isDone(Submission submission) {
    return submission.durable().toCompletableFuture().isDone();
  }

  /** Submits on a thread of its own, which has begun to wait when this returns. */
  private CompletableFuture<Submission> submitWaiting(
      Intake<String> intake, String partition, RecordBatch<String> batch) {
    CompletableFuture<Submission> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(intake.submit(partition, batch));
              } catch (InterruptedException e) {
                result.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    await()
        .until(
            () ->
                result.isDone()
                    || thread.getState() == Thread.State.WAITING
                    || thread.getState() == Thread.State.TIMED_WAITING);
    return result;
  }

  @Test
  void whoWaitsForRoomDoesNotMakeTheSessionThreadSpinAsIfForTheRateLimit() throws Exception {
    door.hold();
    Intake<String> intake = start(settings());
    intake.submit("a", large(BUDGET));
    assertThat(intake.trySubmit("a", batch("x"))).isEmpty();
    intake.onRoom(() -> events.add("room"));

    assertThat(((PushIntake<String>) intake).letIn()).isEqualTo(Long.MAX_VALUE);
    assertThat(events).isEmpty();
  }

  @Test
  void aBatchIsAnsweredWhenItIsDurableAndNotBefore() throws Exception {
    door.hold();
    Intake<String> intake = start(settings());
    Submission first = note("1", intake.submit("a", batch("x", "y")));
    Submission second = note("2", intake.submit("a", batch("z", "z")));
    await().until(door::someoneWaits);
    assertThat(isDone(first)).isFalse();

    door.release(1);
    await().until(() -> isDone(first));
    assertThat(isDone(second)).isFalse();
    door.release(1);
    await().until(() -> events.size() == 2);
    assertThat(events).containsExactly("1", "2");
    assertThat(door.records()).containsExactly("x", "y", "z", "z");
  }

  @Test
  void aSourceThatKnowsThatNothingMoreIsComingSealsTheBlock() throws Exception {
    Intake<String> intake = start(settings().maxBlockAge(Duration.ofMinutes(1)));
    Submission submission = intake.submit("a", batch("x"));
    intake.seal();
    await().until(() -> isDone(submission));
  }

  @Test
  void whoWaitsForRoomIsLetInByTurnsOfThePartitions() throws Exception {
    door.hold();
    Intake<String> intake = start(settings());
    for (int i = 0; i < BUDGET / 2; i++) {
      intake.submit("a", batch("x", "x"));
    }
    List<CompletableFuture<Submission>> waiting = new ArrayList<>();
    for (String name : List.of("a1", "a2", "a3", "b1", "c1")) {
      waiting.add(submitWaiting(intake, name.substring(0, 1), batch(name, name)));
    }
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    assertThat(intake.trySubmit("d", batch("d"))).as("nobody overtakes").isEmpty();

    door.open();
    await().until(() -> door.records().size() == BUDGET + 10);
    assertThat(door.records().stream().distinct().toList())
        .containsExactly("x", "a1", "b1", "c1", "a2", "a3");
  }

  @Test
  void whoIsNotLetInWithinThePatienceHasFailedUnstored() throws Exception {
    door.hold();
    Intake<String> intake = start(settings().patience(Duration.ofMillis(50)));
    intake.submit("a", large(BUDGET));
    note("late", intake.submit("b", batch("never")));

    assertThat(events).containsExactly("late unstored");
    door.open();
    await().until(() -> intake.trySubmit("b", batch("after", "that")).isPresent());
    await().until(() -> door.records().contains("after"));
    assertThat(door.records()).doesNotContain("never");
  }

  @Test
  void aBatchLargerThanTheWholeBudgetIsLetInAlone() throws Exception {
    door.hold();
    Intake<String> intake = start(settings());
    intake.submit("a", batch("x", "x"));
    CompletableFuture<Submission> huge = submitWaiting(intake, "a", large(3 * BUDGET));
    assertThat(huge).isNotDone();

    door.open();
    await().until(() -> huge.isDone() && isDone(huge.get()));
    assertThat(door.records()).hasSize(2 + 3 * BUDGET);
  }

  @Test
  void anEventLoopIsToldWhenThereIsRoomAgain() throws Exception {
    door.hold();
    Intake<String> intake = start(settings());
    intake.submit("a", large(BUDGET));
    assertThat(intake.trySubmit("b", batch("x"))).isEmpty();
    AtomicInteger called = new AtomicInteger();
    intake.onRoom(called::incrementAndGet);
    intake.onRoom(
        () -> {
          throw new IllegalStateException("on cue");
        });
    assertThat(called).hasValue(0);

    door.open();
    await().until(() -> called.get() == 1);
    assertThat(intake.trySubmit("b", batch("x"))).isPresent();
    intake.onRoom(called::incrementAndGet);
    assertThat(called).as("at once while there is room").hasValue(2);
  }

  @Test
  void anEventLoopIsNotToldOfRoomThatItsBatchDoesNotFitInto() throws Exception {
    door.hold();
    Intake<String> intake = start(settings());
    for (int i = 0; i < BUDGET / 2 - 1; i++) {
      intake.submit("a", batch("x", "x"));
    }
    Submission last = intake.submit("a", batch("y"));
    AtomicInteger called = new AtomicInteger();
    assertThat(intake.trySubmit("b", batch("1", "2"))).isEmpty();
    intake.onRoom(called::incrementAndGet);
    ((PushIntake<String>) intake).letIn();
    assertThat(called).as("one record fits, and two would come").hasValue(0);

    assertThat(last.withdraw()).isTrue();
    ((PushIntake<String>) intake).letIn();
    assertThat(called).as("two fit").hasValue(1);
    assertThat(intake.trySubmit("b", batch("1", "2"))).isPresent();
  }

  @Test
  void anEventLoopIsToldWhenTheSmallestOfItsBatchesFits() throws Exception {
    door.hold();
    Intake<String> intake = start(settings());
    intake.submit("a", large(BUDGET - 1));
    Submission last = intake.submit("a", batch("y"));
    AtomicInteger called = new AtomicInteger();
    assertThat(intake.trySubmit("b", batch("1", "2"))).isEmpty();
    assertThat(intake.trySubmit("c", batch("3"))).isEmpty();
    assertThat(intake.trySubmit("b", batch("1", "2"))).isEmpty();
    intake.onRoom(called::incrementAndGet);
    assertThat(called).hasValue(0);

    assertThat(last.withdraw()).isTrue();
    intake.onRoom(called::incrementAndGet);
    assertThat(called).hasValue(2);
  }

  @Test
  void aBatchIsWithdrawnFromTheOpenBlockOnly() throws Exception {
    door.hold();
    Intake<String> intake = start(settings().maxBlockAge(Duration.ofMinutes(1)));
    Submission open = note("open", intake.submit("a", batch("x")));
    assertThat(open.withdraw()).isTrue();
    assertThat(open.withdraw()).isFalse();
    assertThat(events).containsExactly("open unstored");

    Submission sealed = intake.submit("a", batch("y", "y"));
    assertThat(sealed.withdraw()).isFalse();
    door.open();
    await().until(() -> isDone(sealed));
    assertThat(door.records()).containsExactly("y", "y");
    assertThat(intake.trySubmit("a", large(BUDGET))).as("the budget is free again").isPresent();
  }

  @Test
  void aFailedStoreAnswersAmbiguousAndWhatCameAfterItUnstored() throws Exception {
    door.hold().then(Outcome.STORED, Outcome.REPLY_LOST);
    Intake<String> intake = start(settings());
    note("1", intake.submit("a", batch("1", "1")));
    note("2", intake.submit("a", batch("2", "2")));
    note("3", intake.submit("a", batch("3", "3")));
    note("4", intake.submit("a", batch("4")));
    door.open();

    await().until(() -> intakes.size() == 2);
    assertThat(events).containsExactly("1", "2 ambiguous", "3 unstored", "4 unstored", "close");
    assertThat(door.reports()).anyMatch(report -> report.contains("could not be stored"));
    note("old", intake.submit("a", batch("5")));
    assertThat(events).endsWith("old unstored");
    Submission fresh = intakes.get(1).submit("a", batch("6", "6"));
    await().until(() -> isDone(fresh));
  }

  @Test
  void atAStopTheWaitingAreRefusedAndTheRestIsStoredAndAnsweredBeforeTheClose() throws Exception {
    door.hold();
    Intake<String> intake = start(settings().maxBlockAge(Duration.ofMinutes(1)));
    note("in", intake.submit("a", large(BUDGET - 1)));
    note("open", intake.submit("a", batch("x")));
    CompletableFuture<Submission> waiting = submitWaiting(intake, "b", batch("never"));
    CompletableFuture<Void> stopped = CompletableFuture.runAsync(engine::stop);
    await().until(waiting::isDone);
    note("waiting", waiting.get());
    assertThat(stopped).isNotDone();

    door.open();
    stopped.get();
    assertThat(events).containsExactly("waiting unstored", "in", "open", "close");
    note("after", intake.submit("a", batch("never")));
    assertThat(events).endsWith("after unstored");
    assertThat(door.records()).hasSize(BUDGET).doesNotContain("never");
  }

  @Test
  void whoWaitsForAPartitionThatEndsIsRefused() throws Exception {
    door.hold();
    Intake<String> intake = start(settings());
    intake.submit("a", large(BUDGET));
    CompletableFuture<Submission> gone = submitWaiting(intake, "b", batch("gone"));
    CompletableFuture<Submission> stays = submitWaiting(intake, "c", batch("stays"));
    intake.end("b");

    note("gone", gone.get());
    assertThat(events).containsExactly("gone unstored");
    assertThat(stays).isNotDone();
    door.open();
    await().until(() -> door.records().contains("stays"));
  }

  @Test
  void aSourceThatFailsIsReopenedAndReported() throws Exception {
    Intake<String> intake = start(settings());
    Submission before = intake.submit("a", batch("x", "x"));
    await().until(() -> isDone(before));
    intake.fail(new IllegalStateException("the event loop died"));

    await().until(() -> intakes.size() == 2);
    assertThat(door.reports()).anyMatch(report -> report.contains("the event loop died"));
    assertThat(events).containsExactly("close");
  }

  @Test
  void aSlowReactionToAnAnswerDoesNotStallStoring() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    door.hold();
    Intake<String> intake = start(settings());
    intake.submit("a", batch("1", "1")).durable().thenRun(() -> awaitUnchecked(slow));
    intake.submit("b", batch("2", "2"));
    intake.submit("b", batch("3", "3"));
    door.open();

    await().until(() -> door.records().size() == 6);
    slow.countDown();
  }

  @Test
  void theRateLimitMakesSubmittersWait() throws Exception {
    door.limit(1);
    Intake<String> intake = start(settings());
    intake.submit("a", large(60)); // for which the next one waits a minute
    CompletableFuture<Submission> next = submitWaiting(intake, "a", batch("2", "2"));
    assertThat(intake.trySubmit("b", batch("3"))).isEmpty();
    assertThat(next).isNotDone();

    door.limit(Long.MAX_VALUE);
    await().atMost(Duration.ofSeconds(10)).until(next::isDone);
    await().until(() -> door.records().size() == 62);
  }

  /** The session thread looks every 100 ms by itself, which would let in ten batches a second. */
  @Test
  void theRateLimitMakesNobodyWaitLongerThanItSays() throws Exception {
    int batches = 500;
    door.limit(1_000);
    Intake<String> intake = start(settings());
    CompletableFuture<Void> submitted =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < batches; i++) {
                submit(intake, batch("blocks"));
              }
            });
    await().atMost(Duration.ofSeconds(20)).until(submitted::isDone);
    submitted.join();

    CountDownLatch tried = new CountDownLatch(batches);
    tryAgainWhenThereIsRoom(intake, tried);
    await().atMost(Duration.ofSeconds(20)).until(() -> tried.getCount() == 0);
    await().until(() -> door.records().size() == 2 * batches);
  }

  private static void submit(Intake<String> intake, RecordBatch<String> batch) {
    try {
      intake.submit("a", batch);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** As an event loop does, which must not wait. */
  private static void tryAgainWhenThereIsRoom(Intake<String> intake, CountDownLatch left) {
    while (left.getCount() > 0) {
      if (intake.trySubmit("a", batch("tries")).isEmpty()) {
        intake.onRoom(() -> tryAgainWhenThereIsRoom(intake, left));
        return;
      }
      left.countDown();
    }
  }

  @Test
  void aCancelledTaskStoresAndAnswersNothingAnyMoreAfterASecond() throws Exception {
    door.hold();
    Intake<String> intake = start(settings());
    Submission storing = note("storing", intake.submit("a", batch("1", "1")));
    await().until(door::someoneWaits);
    note("sealed", intake.submit("a", batch("2", "2")));
    door.cancel();

    await().atMost(Duration.ofSeconds(1)).until(() -> events.contains("close"));
    door.open();
    await().until(() -> isDone(storing));
    assertThat(events).contains("storing ambiguous", "sealed unstored");
    assertThat(door.records()).doesNotContain("2");
    assertThat(intakes).hasSize(1);
  }

  @Test
  void aSourceThatCannotStartIsClosedAndTriedAgain() {
    AtomicInteger starts = new AtomicInteger();
    engine =
        new ReceiverEngine<>(
            door,
            settings().build(),
            Replay.FROM_COMMIT,
            context ->
                new PushSource<>() {
                  @Override
                  public void start(Intake<String> intake) {
                    if (starts.incrementAndGet() < 3) {
                      throw new IllegalStateException("the port is taken");
                    }
                    intakes.add(intake);
                  }

                  @Override
                  public void close() {
                    events.add("close");
                  }
                });
    engine.start();
    await().until(() -> intakes.size() == 1);
    assertThat(events).containsExactly("close", "close");
    assertThat(door.reports()).anyMatch(r -> r.contains("start") && r.contains("port is taken"));
  }

  @Test
  void interleavedPartitionsAreAnsweredInTheirOwnOrder() throws Exception {
    Intake<String> intake = start(settings().maxInFlightRecords(1000).maxBlockRecords(7));
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String name = (i % 2 == 0 ? "a" : "b") + i / 2;
      Submission submission = note(name, intake.submit(name.substring(0, 1), batch(name)));
      all.add(submission.durable().toCompletableFuture());
    }
    intake.seal();
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
    await().until(() -> events.size() == 200);
    for (String partition : List.of("a", "b")) {
      assertThat(events.stream().filter(event -> event.startsWith(partition)))
          .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(i -> partition + i).toList());
    }
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody ended the test");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
