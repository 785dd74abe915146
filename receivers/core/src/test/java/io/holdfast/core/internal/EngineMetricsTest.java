// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.MetricRegistry;
import io.holdfast.core.Intake;
import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.Polled;
import io.holdfast.core.PushSource;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.Replay;
import io.holdfast.core.Submission;
import io.holdfast.core.internal.FakeDoor.Outcome;
import io.holdfast.core.internal.metrics.Figure;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Law 701: what is counted is what happened, and nothing is in flight after a drain. */
@Timeout(30)
class EngineMetricsTest {
  private final FakeDoor<Integer> door = new FakeDoor<>();
  private final ManualClock clock = new ManualClock();
  private ReceiverEngine<Integer> engine;

  private static ReceiverSettings.Builder settings() {
    return ReceiverSettings.builder()
        .maxBlockRecords(10)
        .maxInFlightRecords(100)
        .drainTimeout(Duration.ofMillis(500))
        .backoff(Duration.ofMillis(1), Duration.ofMillis(2));
  }

  private void start(ReceiverSettings.Builder settings, SourceOpener<Integer> opener) {
    engine = new ReceiverEngine<>(door, settings.build(), Replay.FROM_COMMIT, opener);
    engine.start();
  }

  private void startOnManualClock(ReceiverSettings.Builder settings, SourceOpener<Integer> opener) {
    engine =
        new ReceiverEngine<>(door, settings.build(), Replay.FROM_COMMIT, opener, clock, () -> 0.5);
    engine.start();
  }

  @AfterEach
  void stop() {
    door.open();
    engine.stop();
  }

  private long figure(Figure figure) {
    return engine.metrics().figures().get(figure);
  }

  private Object gauge(String name) {
    return engine.metrics().registry().getGauges().get(name).getValue();
  }

  private long timed(String name) {
    return engine.metrics().registry().getTimers().get(name).getCount();
  }

  private static long received(Numbers numbers) {
    List<String> events = numbers.events();
    long polled = 0;
    long from = 0;
    long committed = 0;
    for (String event : events) {
      if (event.equals("open")) {
        from = committed;
      } else if (event.startsWith("commit ")) {
        committed = number(event);
      } else if (event.startsWith("poll ")) {
        polled += number(event) - from;
        from = number(event);
      }
    }
    return polled;
  }

  private static long number(String event) {
    return Long.parseLong(event.substring(event.indexOf(' ') + 1));
  }

  private void assertBalanced() {
    assertThat(figure(Figure.RECEIVED))
        .isEqualTo(
            figure(Figure.COMMITTED)
                + figure(Figure.REPLAYED)
                + figure(Figure.WITHDRAWN)
                + figure(Figure.IN_FLIGHT_RECORDS));
  }

  private void assertNothingInFlight() {
    assertThat(figure(Figure.IN_FLIGHT_RECORDS)).isZero();
    assertThat(figure(Figure.IN_FLIGHT_BYTES)).isZero();
    assertThat(gauge("inFlightBlocks")).isEqualTo(0);
    assertThat(gauge("oldestUnacknowledgedMillis")).isEqualTo(0L);
  }

  @Test
  void countersAgreeWithWhatHappenedAndGaugesReturnToZeroAfterADrain() {
    Numbers numbers = new Numbers(1005, 7);
    start(settings(), numbers::open);
    await().until(() -> numbers.events().contains("poll 1005"));
    engine.stop();

    assertThat(numbers.committed()).isEqualTo(1005);
    assertThat(figure(Figure.RECEIVED)).isEqualTo(1005);
    assertThat(figure(Figure.STORED)).isEqualTo(1005);
    assertThat(figure(Figure.COMMITTED)).isEqualTo(1005);
    assertThat(figure(Figure.AMBIGUOUS)).isZero();
    assertThat(figure(Figure.REPLAYED)).isZero();
    assertThat(figure(Figure.ENDED_BY_STOP)).isEqualTo(1);
    assertThat(timed("storeLatency")).isEqualTo(door.blocks().size());
    assertThat(timed("ackLatency")).isBetween(1L, (long) door.blocks().size());
    assertNothingInFlight();
  }

  @Test
  void whileTheStoreIsHeldTheGaugesShowWhatWaits() {
    Numbers numbers = new Numbers(40, 10);
    door.hold();
    startOnManualClock(settings(), numbers::open);
    await().until(() -> numbers.events().contains("poll 40") && door.someoneWaits());
    clock.advance(Duration.ofMillis(1234));

    assertThat(figure(Figure.IN_FLIGHT_RECORDS)).isEqualTo(40);
    assertThat(figure(Figure.IN_FLIGHT_BYTES)).isEqualTo(400);
    assertThat(gauge("inFlightBlocks")).isEqualTo(4);
    assertThat(gauge("oldestUnacknowledgedMillis")).isEqualTo(1234L);
    assertThat(gauge("durability")).isEqualTo("WAL");
    assertThat(figure(Figure.SESSION)).isEqualTo(1);

    door.open();
    await().until(() -> figure(Figure.COMMITTED) == 40);
    assertNothingInFlight();
    assertThat(engine.metrics().registry().getTimers().get("storeLatency").getSnapshot().getMax())
        .isEqualTo(Duration.ofMillis(1234).toNanos());
    assertThat(engine.metrics().registry().getTimers().get("ackLatency").getSnapshot().getMax())
        .isEqualTo(Duration.ofMillis(1234).toNanos());
  }

  @Test
  void aFailedStoreIsAmbiguousAndWhatWasInFlightIsToBeReplayed() {
    Numbers numbers = new Numbers(100, 10);
    door.then(Outcome.STORED, Outcome.STORED, Outcome.REPLY_LOST);
    start(settings(), numbers::open);
    await().until(() -> figure(Figure.COMMITTED) == 100);
    engine.stop();

    assertThat(figure(Figure.AMBIGUOUS)).isEqualTo(10);
    assertThat(figure(Figure.STORED)).isEqualTo(100);
    assertThat(figure(Figure.RECEIVED)).isEqualTo(received(numbers));
    assertThat(figure(Figure.REPLAYED)).isEqualTo(received(numbers) - 100).isGreaterThan(9);
    assertThat(figure(Figure.ENDED_BY_STORE_FAILURE)).isEqualTo(1);
    assertThat(figure(Figure.ENDED_BY_STOP)).isEqualTo(1);
    assertThat(figure(Figure.SESSION)).isEqualTo(2);
    assertBalanced();
    assertNothingInFlight();
  }

  @Test
  void aSourceThatThrowsEndsItsSession() {
    Numbers numbers = new Numbers(100, 10);
    start(
        settings(),
        context -> {
          if (numbers.sessions() == 3) {
            return numbers.open(context);
          }
          numbers.open(context);
          throw new IllegalStateException("not now");
        });
    await().until(() -> figure(Figure.COMMITTED) == 100);
    assertThat(figure(Figure.ENDED_BY_SOURCE_FAILURE)).isEqualTo(3);
    assertThat(figure(Figure.SESSION)).isEqualTo(4);
  }

  @Test
  void aSourceThatHangsInCloseIsCountedAndSoIsPoison() {
    CountDownLatch never = new CountDownLatch(1);
    Numbers numbers = new Numbers(100, 10);
    start(
        settings().drainTimeout(Duration.ofMillis(100)),
        context -> {
          boolean first = numbers.sessions() == 0;
          numbers.open(context);
          return numbers.new NumberSource() {
            @Override
            public Polled<Integer, Integer> poll(int demand, Duration timeout) throws Exception {
              if (first) {
                throw new IllegalStateException("over");
              }
              context.poison(
                  "number 42", new byte[] {1}, new IllegalArgumentException("not prime"));
              return super.poll(demand, timeout);
            }

            @Override
            public void close() throws Exception {
              if (first) {
                never.await();
              }
              super.close();
            }
          };
        });
    await().until(() -> figure(Figure.ENDED_BY_POISON) == 1);
    assertThat(figure(Figure.ENDED_BY_HANG)).isEqualTo(1);
    assertThat(figure(Figure.ENDED_BY_SOURCE_FAILURE)).isZero();
    assertThat(figure(Figure.POISON)).isEqualTo(1);
    never.countDown();
  }

  @Test
  void poisonThatIsSkippedIsCounted() {
    Numbers numbers = new Numbers(100, 10);
    start(
        settings().poison(PoisonPolicy.SKIP),
        context -> {
          numbers.open(context);
          return numbers.new NumberSource() {
            @Override
            public Polled<Integer, Integer> poll(int demand, Duration timeout) throws Exception {
              Polled<Integer, Integer> polled = super.poll(demand, timeout);
              if (!polled.isNothing()) {
                context.poison(
                    "near " + polled.position(), new byte[] {1}, new IllegalArgumentException());
              }
              return polled;
            }
          };
        });
    await().until(() -> figure(Figure.COMMITTED) == 100);
    assertThat(figure(Figure.POISON)).isEqualTo(10);
  }

  @Test
  void aStopThatCannotStoreGivesUpWhatIsInFlightAndCountsNothingThatComesLater() {
    Numbers numbers = new Numbers(50, 10);
    door.hold();
    start(settings().drainTimeout(Duration.ofMillis(100)), numbers::open);
    await().until(() -> numbers.events().contains("poll 50"));
    engine.stop();
    assertThat(figure(Figure.REPLAYED)).isEqualTo(50);
    assertNothingInFlight();
    assertBalanced();

    door.open();
    await().until(() -> figure(Figure.STORED) == 10);
    assertThat(figure(Figure.COMMITTED)).isZero();
    assertBalanced();
  }

  @Test
  void theTimeThatARateLimitCostsIsCountedAndTheLimitShown() {
    Numbers numbers = new Numbers(1000, 10);
    door.limit(20);
    startOnManualClock(settings(), numbers::open);
    await().until(() -> clock.someoneWaits(Duration.ofMillis(100)) && numbers.keptAlive() == 1);
    for (int i = 0; i < 5; i++) {
      int seen = numbers.keptAlive();
      clock.advance(Duration.ofMillis(100));
      await().until(() -> numbers.keptAlive() > seen || numbers.events().contains("poll 20"));
    }

    assertThat(figure(Figure.RATE_LIMIT)).isEqualTo(20);
    await().until(() -> figure(Figure.RATE_WAITED_MILLIS) == 500);
    door.limit(Long.MAX_VALUE);
    assertThat(figure(Figure.RATE_LIMIT)).isZero();
  }

  @Test
  void theTimeThatARateLimitCostsAPushSourceIsCounted() throws Exception {
    AtomicReference<Intake<Integer>> opened = new AtomicReference<>();
    startOnManualClock(settings(), context -> pushing(opened));
    await().until(() -> opened.get() != null);
    door.limit(10);
    Intake<Integer> intake = opened.get();
    intake.submit("p", RecordBatch.of(List.of(1, 2), 2));
    assertThat(figure(Figure.RATE_WAITED_MILLIS)).isZero();

    assertThat(intake.trySubmit("p", RecordBatch.of(List.of(3), 1))).isEmpty();
    CountDownLatch room = new CountDownLatch(1);
    intake.onRoom(room::countDown);
    await()
        .until(
            () -> {
              clock.advance(Duration.ofMillis(20));
              return room.getCount() == 0;
            });
    assertThat(figure(Figure.RATE_WAITED_MILLIS)).isBetween(50L, 250L);
  }

  private static PushSource<Integer> pushing(AtomicReference<Intake<Integer>> opened) {
    return new PushSource<>() {
      @Override
      public void start(Intake<Integer> intake) {
        opened.set(intake);
      }

      @Override
      public void close() {}
    };
  }

  @Test
  void aBlockTellsTheDriverTheFiguresThatHoldOnceItIsStored() {
    Numbers numbers = new Numbers(100, 10);
    start(settings(), numbers::open);
    await().until(() -> numbers.committed() == 100);

    long stored = 0;
    for (var block : door.blocks()) {
      var figures = ((BlockMetadata) block.metadata()).figures().orElseThrow();
      stored += block.records().size();
      assertThat(figures.get(Figure.STORED)).isEqualTo(stored);
      assertThat(figures.get(Figure.COMMITTED)).isLessThan(stored);
      assertThat(figures.get(Figure.RECEIVED)).isGreaterThanOrEqualTo(stored);
      assertThat(figures.get(Figure.DURABILITY_RANK)).isEqualTo(2);
      assertThat(figures.get(Figure.SESSION)).isEqualTo(1);
    }
    assertThat(stored).isEqualTo(100);
  }

  @Test
  void whatIsPushedIsCountedWhetherItIsAnsweredRefusedOrWithdrawn() throws Exception {
    AtomicReference<Intake<Integer>> opened = new AtomicReference<>();
    door.then(Outcome.STORED, Outcome.FAILED);
    start(settings().maxBlockAge(Duration.ofMinutes(1)), context -> pushing(opened));
    await().until(() -> opened.get() != null);
    Intake<Integer> intake = opened.get();
    Submission withdrawn = intake.submit("p", RecordBatch.of(List.of(1, 2), 2));
    assertThat(withdrawn.withdraw()).isTrue();
    intake.submit("p", RecordBatch.of(List.of(1, 2, 3), 3));
    intake.seal();
    await().until(() -> figure(Figure.COMMITTED) == 3);
    intake.submit("p", RecordBatch.of(List.of(4, 5, 6, 7), 4));
    intake.seal();

    await().until(() -> figure(Figure.ENDED_BY_STORE_FAILURE) == 1);
    assertThat(figure(Figure.RECEIVED)).isEqualTo(9);
    assertThat(figure(Figure.WITHDRAWN)).isEqualTo(2);
    assertThat(figure(Figure.STORED)).isEqualTo(3);
    assertThat(figure(Figure.AMBIGUOUS)).isEqualTo(4);
    assertThat(figure(Figure.REPLAYED)).isEqualTo(4);
    assertBalanced();
    assertNothingInFlight();
  }

  @Test
  void theFiguresOfASourceGoOnOverSessionsAndItsGaugesDoNot() {
    Numbers numbers = new Numbers(100, 10);
    door.then(Outcome.FAILED);
    start(
        settings(),
        context -> {
          context.metrics().counter("opened").add(1);
          if (numbers.sessions() == 0) {
            context.metrics().gauge("lag", () -> 5);
          }
          return numbers.open(context);
        });
    await().until(() -> numbers.committed() == 100);

    MetricRegistry registry = engine.metrics().registry();
    assertThat(registry.getCounters().get("source.opened").getCount()).isEqualTo(2);
    assertThat(registry.getGauges()).doesNotContainKey("source.lag");
  }

  @Test
  void theMetricsAreShownFromTheStartToTheStop() {
    Numbers numbers = new Numbers(10, 10);
    door.ready(false);
    start(settings(), numbers::open);
    await().until(() -> !door.published().isEmpty());
    assertThat(door.published()).containsExactly(engine.metrics().registry());
    engine.stop();
    assertThat(door.published()).isEmpty();
  }

  @Test
  void aCancelledTaskTakesItsMetricsOutThoughNobodyStopsIt() {
    Numbers numbers = new Numbers(10, 10);
    start(settings(), numbers::open);
    await().until(() -> numbers.committed() == 10);
    assertThat(door.published()).hasSize(1);
    door.cancel();
    await().until(() -> door.published().isEmpty());
    assertThat(figure(Figure.ENDED_BY_STOP)).isEqualTo(1);
  }

  @Test
  void aLineAMinuteGoesToTheLog() {
    Numbers numbers = new Numbers(100, 10);
    Collection<String> lines = new ConcurrentLinkedQueue<>();
    Logger logger = (Logger) LogManager.getLogger(ReceiverEngine.class);
    AbstractAppender appender =
        new AbstractAppender("lines", null, null, true, Property.EMPTY_ARRAY) {
          @Override
          public void append(LogEvent event) {
            lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
          }
        };
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.INFO);
    try {
      startOnManualClock(settings(), numbers::open);
      await().until(() -> numbers.committed() == 100);
      clock.advance(Duration.ofSeconds(59));
      await()
          .during(Duration.ofMillis(600))
          .until(() -> lines.stream().noneMatch(line -> line.contains("last ")));
      clock.advance(Duration.ofSeconds(1));
      await()
          .until(
              () ->
                  lines.stream()
                      .anyMatch(
                          line ->
                              line.startsWith(
                                  "INFO Stream 7: session 1, last 60 s: 100 records received,"
                                      + " 100 stored, 100 committed")));
    } finally {
      logger.removeAppender(appender);
    }
  }
}
