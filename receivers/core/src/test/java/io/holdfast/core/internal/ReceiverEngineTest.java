// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.Polled;
import io.holdfast.core.PollingSource;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.Replay;
import io.holdfast.core.internal.FakeDoor.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine with its real threads, a fake Spark and an outside system that can be asked. */
@Timeout(30)
class ReceiverEngineTest {
  private final FakeDoor<Integer> door = new FakeDoor<>();
  private final ManualClock clock = new ManualClock();
  private final CountDownLatch never = new CountDownLatch(1);
  private ReceiverEngine<Integer> engine;

  private static ReceiverSettings.Builder settings() {
    return ReceiverSettings.builder()
        .maxBlockRecords(10)
        .maxInFlightRecords(100)
        .drainTimeout(Duration.ofSeconds(2))
        .backoff(Duration.ofMillis(10), Duration.ofMillis(20));
  }

  private void start(ReceiverSettings.Builder settings, SourceOpener<Integer> opener) {
    start(settings, Replay.FROM_COMMIT, opener);
  }

  private void start(
      ReceiverSettings.Builder settings, Replay replay, SourceOpener<Integer> opener) {
    engine = new ReceiverEngine<>(door, settings.build(), replay, opener);
    engine.start();
  }

  @AfterEach
  void stop() {
    never.countDown();
    door.open();
    if (engine != null) {
      engine.stop();
    }
  }

  private static List<Integer> upTo(int total) {
    return IntStream.range(0, total).boxed().toList();
  }

  @Test
  void everythingIsStoredOnceInOrderAndCommitted() {
    Numbers numbers = new Numbers(1000, 7);
    start(settings(), numbers::open);

    await().until(() -> numbers.committed() == 1000);
    assertThat(door.records()).isEqualTo(upTo(1000));
    assertThat(numbers.sessions()).isEqualTo(1);
    assertThat(numbers.events()).noneMatch(event -> event.startsWith("WRONG"));
  }

  @Test
  void aBlockThatIsHeldIsNotCommittedAndPollingStopsAtTheBudgetWhileTheSourceIsKeptAlive() {
    Numbers numbers = new Numbers(1000, 7);
    door.hold();
    start(settings(), numbers::open);

    await().until(() -> numbers.keptAlive() >= 3);
    assertThat(numbers.events().stream().filter(event -> event.startsWith("poll")).count())
        .as("100 records of budget, overshot by less than a batch")
        .isEqualTo(15);
    assertThat(numbers.committed()).isZero();
    assertThat(door.blocks()).isEmpty();

    door.open();
    await().until(() -> numbers.committed() == 1000);
    assertThat(door.records()).isEqualTo(upTo(1000));
  }

  @Test
  void aStoreThatFailsOnTheThirdBlockCommitsNothingAfterTheSecondAndTheSessionReopens() {
    Numbers numbers = new Numbers(100, 10);
    door.then(Outcome.STORED, Outcome.STORED, Outcome.FAILED);
    start(settings(), numbers::open);

    await().until(() -> numbers.committed() == 100);
    assertThat(numbers.sessions()).isEqualTo(2);
    List<String> first = numbers.events().subList(0, numbers.events().lastIndexOf("open"));
    assertThat(first).contains("commit 10", "commit 20", "abandon 30").endsWith("close");
    assertThat(first).doesNotContain("commit 30", "commit 40");
    assertThat(door.records()).as("replayed from the commit").isEqualTo(upTo(100));
    assertThat(door.reports()).anyMatch(report -> report.contains("could not be stored"));
  }

  @Test
  void aReplyLostAfterTheStoreDoesNotCommitTheBlock() {
    Numbers numbers = new Numbers(30, 10);
    door.then(Outcome.STORED, Outcome.REPLY_LOST);
    start(settings(), numbers::open);

    await().until(() -> numbers.committed() == 30);
    List<String> first = numbers.events().subList(0, numbers.events().lastIndexOf("open"));
    assertThat(first).contains("commit 10").doesNotContain("commit 20");
    assertThat(door.records().stream().filter(n -> n >= 10 && n < 20).count())
        .as("the block whose reply was lost comes twice")
        .isEqualTo(20);
    assertThat(door.records().stream().distinct().toList()).isEqualTo(upTo(30));
  }

  @Test
  void withoutReplayAFailedStoreIsTriedAgainUnderTheSameId() {
    Numbers numbers = new Numbers(30, 10);
    door.then(Outcome.STORED, Outcome.REPLY_LOST, Outcome.FAILED);
    start(settings(), Replay.NONE, numbers::open);

    await().until(() -> numbers.committed() == 30);
    assertThat(numbers.sessions()).isEqualTo(1);
    assertThat(door.blocks().get(1).id()).isEqualTo(door.blocks().get(2).id());
  }

  @Test
  void stopStoresAndCommitsWhatWasReceived() {
    Numbers numbers = new Numbers(55, 10);
    door.hold();
    start(settings().maxBlockAge(Duration.ofMinutes(1)), numbers::open);
    await().until(() -> numbers.events().contains("poll 55"));
    door.open();

    engine.stop();
    assertThat(numbers.committed()).isEqualTo(55);
    assertThat(door.records()).isEqualTo(upTo(55));
    assertThat(numbers.events()).endsWith("commit 55", "close");
    await().until(() -> liveThreads().isEmpty());
  }

  @Test
  void stopReturnsInTimeWhenTheStoreIsBlockedAndCommitsNothing() {
    Numbers numbers = new Numbers(55, 10);
    door.hold();
    start(settings().drainTimeout(Duration.ofMillis(200)), numbers::open);
    await().until(() -> door.someoneWaits());

    assertTimely(Duration.ofMillis(2200), engine::stop);
    assertThat(numbers.committed()).isZero();
    assertThat(numbers.events()).contains("close");
  }

  @Test
  void aStoreThatComesBackAfterTheStopCommitsNothing() {
    Numbers numbers = new Numbers(55, 10);
    door.hold();
    start(settings().drainTimeout(Duration.ofMillis(200)), numbers::open);
    await().until(() -> door.someoneWaits());
    engine.stop();

    door.open();
    await().until(() -> liveThreads().isEmpty());
    assertThat(door.records()).isNotEmpty();
    assertThat(numbers.committed()).isZero();
  }

  @Test
  void stopReturnsInTimeWhenPollHangsAndThatSessionCommitsNoMore() {
    CountDownLatch polling = new CountDownLatch(1);
    Numbers numbers = new Numbers(10, 10);
    start(
        settings().drainTimeout(Duration.ofMillis(200)),
        context ->
            numbers.new NumberSource() {
              @Override
              public Polled<Integer, Integer> poll(int demand, Duration timeout) throws Exception {
                Polled<Integer, Integer> polled = super.poll(demand, timeout);
                if (polled.isNothing() || !context.isStopping()) {
                  polling.countDown();
                  awaitUninterrupted(never);
                }
                return polled;
              }
            });
    await().until(() -> polling.getCount() == 0);

    assertTimely(Duration.ofMillis(2200), engine::stop);
    never.countDown();
    await().until(() -> liveThreads().isEmpty());
    assertThat(numbers.committed()).isZero();
    assertThat(door.reports()).anyMatch(report -> report.contains("poll did not return in time"));
  }

  @Test
  void stopFromTheSessionThreadReturns() {
    CountDownLatch returned = new CountDownLatch(1);
    Numbers numbers = new Numbers(100, 10);
    start(
        settings(),
        context ->
            numbers.new NumberSource() {
              @Override
              public Polled<Integer, Integer> poll(int demand, Duration timeout) throws Exception {
                engine.stop();
                returned.countDown();
                return super.poll(demand, timeout);
              }
            });

    await().until(() -> returned.getCount() == 0);
    await().until(() -> liveThreads().isEmpty());
    assertThat(numbers.committed()).isEqualTo(10);
    assertThat(numbers.events()).endsWith("close");
  }

  @Test
  void aSecondStopIsANoOp() {
    Numbers numbers = new Numbers(10, 10);
    start(settings(), numbers::open);
    await().until(() -> numbers.committed() == 10);
    engine.stop();
    int events = numbers.events().size();
    engine.stop();
    assertThat(numbers.events()).hasSize(events);
  }

  @Test
  void aSourceThatNeverOpensIsRetriedWithBackoffAndReported() {
    List<Long> opened = new ArrayList<>();
    ReceiverSettings settings =
        settings().backoff(Duration.ofMillis(100), Duration.ofSeconds(1)).build();
    engine =
        new ReceiverEngine<>(
            door,
            settings,
            Replay.FROM_COMMIT,
            context -> {
              opened.add(clock.nanoTime());
              throw new IllegalStateException("nobody there");
            },
            clock,
            () -> 0.5);
    engine.start();

    for (long pause : new long[] {50, 100, 200, 400, 500, 500}) {
      await().until(() -> clock.someoneWaits(Duration.ofSeconds(1)));
      int tries = opened.size();
      clock.advance(Duration.ofMillis(pause - 1));
      await().until(() -> clock.someoneWaits(Duration.ofMillis(2)));
      assertThat(opened).as("a millisecond before %d", pause).hasSize(tries);
      clock.advance(Duration.ofMillis(2));
      await().until(() -> opened.size() == tries + 1);
    }
    assertThat(door.reports()).anyMatch(r -> r.contains("open") && r.contains("nobody there"));
  }

  @Test
  void aCloseThatHangsIsGivenUpAndTheNextSessionOpens() {
    Numbers numbers = new Numbers(100, 10);
    start(
        settings().drainTimeout(Duration.ofMillis(200)),
        context -> {
          if (numbers.sessions() > 0) {
            return numbers.open(context);
          }
          numbers.open(context);
          return numbers.new NumberSource() {
            @Override
            public Polled<Integer, Integer> poll(int demand, Duration timeout) {
              throw new IllegalStateException("over");
            }

            @Override
            public void close() {
              awaitUninterrupted(never);
            }
          };
        });

    await().until(() -> numbers.committed() == 100);
    assertThat(door.reports()).anyMatch(report -> report.contains("close hangs"));
  }

  @Test
  void batchesThatOnlyMoveThePositionAreCommittedInOrder() {
    List<Integer> committed = new ArrayList<>();
    start(
        settings(),
        context ->
            new PollingSource<Integer, Integer>() {
              private int next;

              @Override
              public Polled<Integer, Integer> poll(int demand, Duration timeout) {
                next++;
                return next > 20
                    ? Polled.nothing()
                    : Polled.of(
                        next % 2 == 0 ? RecordBatch.empty() : RecordBatch.of(List.of(next), 1),
                        next);
              }

              @Override
              public void commit(List<Integer> positions) {
                committed.addAll(positions);
              }
            });

    await().until(() -> committed.size() == 20);
    assertThat(committed).isEqualTo(IntStream.rangeClosed(1, 20).boxed().toList());
    assertThat(door.records()).hasSize(10);
  }

  @Test
  void poisonUnderFailIsReportedAndTheSourceIsNotOpenedAgain() {
    Numbers numbers = new Numbers(100, 10);
    start(
        settings(),
        context -> {
          numbers.open(context);
          return numbers.new NumberSource() {
            @Override
            public Polled<Integer, Integer> poll(int demand, Duration timeout) throws Exception {
              Polled<Integer, Integer> polled = super.poll(demand, timeout);
              if (!polled.isNothing() && polled.position() == 50) {
                context.poison(
                    "number 42", new byte[] {42}, new IllegalArgumentException("not prime"));
              }
              return polled;
            }
          };
        });

    await().until(() -> door.reports().stream().anyMatch(PoisonReport::isFail));
    await().until(() -> liveThreads().isEmpty());
    assertThat(door.reports()).anyMatch(r -> r.contains("number 42") && r.contains("not prime"));
    assertThat(numbers.committed()).isLessThanOrEqualTo(40);
    assertThat(numbers.sessions()).isEqualTo(1);
  }

  @Test
  void poisonUnderFailCannotBeSwallowed() {
    Numbers numbers = new Numbers(100, 10);
    start(
        settings(),
        context -> {
          numbers.open(context);
          return numbers.new NumberSource() {
            @Override
            public Polled<Integer, Integer> poll(int demand, Duration timeout) throws Exception {
              try {
                context.poison(
                    "number 42", new byte[] {42}, new IllegalArgumentException("not prime"));
              } catch (RuntimeException e) {
                numbers.note("swallowed");
              }
              return super.poll(demand, timeout);
            }
          };
        });

    await().until(() -> door.reports().stream().anyMatch(PoisonReport::isFail));
    assertThat(numbers.committed()).isZero();
  }

  @Test
  void poisonUnderSkipIsReportedAndPassed() {
    Numbers numbers = new Numbers(100, 10);
    start(
        settings().poison(PoisonPolicy.SKIP),
        context -> {
          numbers.open(context);
          return numbers.new NumberSource() {
            @Override
            public Polled<Integer, Integer> poll(int demand, Duration timeout) throws Exception {
              Polled<Integer, Integer> polled = super.poll(demand, timeout);
              if (!polled.isNothing() && polled.position() == 50) {
                context.poison(
                    "number 42", new byte[] {42}, new IllegalArgumentException("not prime"));
              }
              return polled;
            }
          };
        });

    await().until(() -> numbers.committed() == 100);
    assertThat(door.reports()).singleElement().asString().contains("skipped", "number 42");
  }

  @Test
  void flushInsidePollStoresAndCommitsWhatWasHandedOverBefore() {
    Numbers numbers = new Numbers(100, 10);
    List<Boolean> flushed = new ArrayList<>();
    start(
        settings().maxBlockRecords(100).maxBlockAge(Duration.ofMinutes(1)),
        context -> {
          numbers.open(context);
          return numbers.new NumberSource() {
            @Override
            public Polled<Integer, Integer> poll(int demand, Duration timeout) throws Exception {
              Polled<Integer, Integer> polled = super.poll(demand, timeout);
              if (!polled.isNothing() && polled.position() == 50) {
                flushed.add(context.flush(Duration.ofSeconds(5)));
                numbers.note("flushed");
              }
              return polled;
            }
          };
        });

    await().until(() -> numbers.events().contains("flushed"));
    assertThat(flushed).containsExactly(true);
    List<String> before = numbers.events().subList(0, numbers.events().indexOf("flushed"));
    assertThat(before).endsWith("poll 50", "commit 10", "commit 20", "commit 30", "commit 40");
  }

  @Test
  void flushOutsidePollIsRefused() {
    Numbers numbers = new Numbers(10, 10);
    start(
        settings(),
        context -> {
          numbers.open(context);
          return numbers.new NumberSource() {
            @Override
            public void commit(List<Integer> positions) throws Exception {
              context.flush(Duration.ofSeconds(5));
            }
          };
        });
    await().until(() -> door.reports().stream().anyMatch(r -> r.contains("inside poll")));
  }

  @Test
  void aCancelledTaskStopsStoringAndCommittingWithinASecond() {
    Numbers numbers = new Numbers(1000, 10);
    door.hold();
    start(settings(), numbers::open);
    door.release(3);
    await().until(() -> numbers.committed() == 30);
    assertThat(door.isLeft()).isFalse();
    door.cancel();

    await().atMost(Duration.ofSeconds(1)).until(() -> numbers.events().contains("close"));
    await().atMost(Duration.ofSeconds(1)).until(door::isLeft); // else its core is lost to the job
    door.open();
    await().until(() -> liveThreads().isEmpty());
    assertThat(numbers.committed()).isEqualTo(30);
    assertThat(door.blocks()).as("the one that was being stored").hasSize(4);
    assertThat(numbers.sessions()).isEqualTo(1);
  }

  @Test
  void aStopOfACancelledReceiverStoresAndCommitsNothing() {
    Numbers numbers = new Numbers(5, 10);
    AtomicInteger polls = new AtomicInteger();
    start(
        settings().maxBlockAge(Duration.ofSeconds(60)),
        context ->
            numbers.new NumberSource() {
              @Override
              public Polled<Integer, Integer> poll(int demand, Duration timeout) throws Exception {
                polls.incrementAndGet();
                return super.poll(demand, timeout);
              }
            });
    await().until(() -> polls.get() > 1); // what the first one brought is in the open block
    door.cancel();
    engine.stop();

    assertThat(door.blocks()).isEmpty();
    assertThat(numbers.committed()).isZero();
  }

  @Test
  void theSourceIsNotOpenedBeforeWhatItBringsCouldBeRecovered() {
    Numbers numbers = new Numbers(100, 10);
    door.ready(false);
    engine =
        new ReceiverEngine<>(
            door, settings().build(), Replay.FROM_COMMIT, numbers::open, clock, () -> 0.5);
    engine.start();
    for (int i = 0; i < 10; i++) {
      await().until(() -> clock.someoneWaits(Duration.ofMillis(250)));
      clock.advance(Duration.ofMillis(250));
    }
    assertThat(numbers.sessions()).isZero();

    door.ready(true);
    clock.advance(Duration.ofMillis(250));
    await().until(() -> numbers.sessions() == 1);
  }

  @Test
  void whileNothingMayBeStoredTheSourceIsKeptAsIfFull() {
    Numbers numbers = new Numbers(1000, 10);
    door.mayStore(false);
    start(settings(), numbers::open);
    await().until(() -> numbers.keptAlive() >= 3);
    assertThat(numbers.events()).contains("poll 100").doesNotContain("poll 110");
    assertThat(door.blocks()).isEmpty();

    door.mayStore(true);
    await().until(() -> numbers.committed() == 1000);
    assertThat(numbers.sessions()).isEqualTo(1);
  }

  @Test
  void aStopWhileNothingMayBeStoredAbandonsAll() {
    Numbers numbers = new Numbers(50, 10);
    door.mayStore(false);
    start(settings().drainTimeout(Duration.ofMillis(200)), numbers::open);
    await().until(() -> numbers.events().contains("poll 50"));
    engine.stop();
    assertThat(numbers.committed()).isZero();
    assertThat(numbers.events()).contains("abandon 10", "abandon 50");
    assertThat(door.blocks()).isEmpty();
    await().until(() -> liveThreads().isEmpty());
  }

  @Test
  void aSessionThatIsGivenUpInsideOpenDoesNothingWhenItReturns() {
    Numbers numbers = new Numbers(50, 10);
    CountDownLatch opening = new CountDownLatch(1);
    start(
        settings().drainTimeout(Duration.ofMillis(200)),
        context -> {
          opening.countDown();
          awaitUninterrupted(never);
          return numbers.open(context);
        });
    await().until(() -> opening.getCount() == 0);
    engine.stop();
    never.countDown();

    await().until(() -> liveThreads().isEmpty());
    assertThat(numbers.events()).containsExactly("open", "close");
    assertThat(door.blocks()).isEmpty();
  }

  @Test
  void aSessionThatIsGivenUpEndsThoughItsSourceSwallowsTheInterrupt() {
    Numbers numbers = new Numbers(1_000_000, 10);
    start(
        settings(),
        context -> {
          numbers.open(context);
          return numbers.new NumberSource() {
            @Override
            public Polled<Integer, Integer> poll(int demand, Duration timeout) throws Exception {
              boolean swallowed = Thread.interrupted();
              return swallowed ? Polled.nothing() : super.poll(demand, timeout);
            }
          };
        });
    await().until(() -> numbers.committed() > 0);
    door.cancel();
    await().until(() -> liveThreads().isEmpty());
    assertThat(numbers.events()).endsWith("close");
  }

  @Test
  void aTaskThatIsCancelledBetweenTwoSessionsIsLeftAtOnce() {
    start(
        settings().backoff(Duration.ofMinutes(5), Duration.ofMinutes(5)),
        context -> {
          throw new IllegalStateException("nobody there");
        });
    await().until(() -> door.reports().stream().anyMatch(r -> r.contains("nobody there")));
    door.cancel();
    await().atMost(Duration.ofSeconds(2)).until(() -> liveThreads().isEmpty());
  }

  @Test
  void theRateLimitHoldsThePollsBackAndKeepsTheSourceAlive() {
    Numbers numbers = new Numbers(1000, 10);
    door.limit(1);
    start(settings(), numbers::open);

    await().until(() -> numbers.keptAlive() >= 2);
    assertThat(numbers.events().stream().filter(event -> event.startsWith("poll")).count())
        .isEqualTo(1);
    door.limit(Long.MAX_VALUE);
    await().atMost(Duration.ofSeconds(1)).until(() -> numbers.committed() == 1000);
  }

  private static void assertTimely(Duration bound, Runnable action) {
    long started = System.nanoTime();
    action.run();
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(bound);
  }

  private static List<String> liveThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("holdfast-7"))
        .toList();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        if (!latch.await(20, TimeUnit.SECONDS)) {
          throw new IllegalStateException("nobody ended the test");
        }
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
