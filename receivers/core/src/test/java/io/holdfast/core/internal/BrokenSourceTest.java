// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.Polled;
import io.holdfast.core.PollingSource;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.Replay;
import io.holdfast.core.Source;
import io.holdfast.core.SourceContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Polling sources that break their contract, method by method: the session ends with a report that
 * names the method, the receiver survives, and nothing is lost.
 */
@Timeout(30)
class BrokenSourceTest {
  private static final int TOTAL = 200;

  private final FakeDoor<Integer> door = new FakeDoor<>();
  private final Numbers numbers = new Numbers(TOTAL, 10);
  private final CountDownLatch broke = new CountDownLatch(1);
  private final CountDownLatch never = new CountDownLatch(1);
  private ReceiverEngine<Integer> engine;

  /** What a method does in the first session, and a name of the method. */
  private interface Breach {
    void in(String method) throws Exception;
  }

  private void start(Clock clock, SourceOpener<Integer> opener) {
    ReceiverSettings settings =
        ReceiverSettings.builder()
            .maxBlockRecords(10)
            .maxInFlightRecords(100)
            .drainTimeout(Duration.ofMillis(300))
            .backoff(Duration.ofMillis(10), Duration.ofMillis(20))
            .build();
    engine = new ReceiverEngine<>(door, settings, Replay.FROM_COMMIT, opener, clock, () -> 0.5);
    engine.start();
  }

  /** Sources of which the first breaks, and the others do not. */
  private SourceOpener<Integer> breakingFirst(Breach breach) {
    return context -> {
      boolean first = numbers.sessions() == 0;
      Source<Integer> source = numbers.open(context);
      if (!first) {
        return source;
      }
      breach.in("open");
      return broken(breach);
    };
  }

  private PollingSource<Integer, Integer> broken(Breach breach) {
    return numbers.new NumberSource() {
      @Override
      public Polled<Integer, Integer> poll(int demand, Duration timeout) throws Exception {
        breach.in("poll");
        return super.poll(demand, timeout);
      }

      @Override
      public void commit(List<Integer> positions) throws Exception {
        breach.in("commit");
        super.commit(positions);
      }

      @Override
      public void keepAlive() throws Exception {
        breach.in("keepAlive");
        super.keepAlive();
      }

      @Override
      public void abandon(List<Integer> positions) {
        super.abandon(positions);
        sneaky(breach, "abandon");
      }

      @Override
      public void wakeup() {
        super.wakeup();
        sneaky(breach, "wakeup");
      }

      @Override
      public void close() throws Exception {
        super.close();
        breach.in("close");
      }
    };
  }

  private static void sneaky(Breach breach, String method) {
    try {
      breach.in(method);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Breaks in one method; those that only an ended session calls are reached by a poll that ends
   * it.
   */
  private Breach in(String broken, Breach how) {
    boolean atTheEnd = broken.equals("abandon") || broken.equals("close");
    return method -> {
      if (method.equals(broken)) {
        broke.countDown();
        how.in(method);
      } else if (atTheEnd && method.equals("poll") && numbers.events().contains("poll 30")) {
        throw new IllegalStateException("the session is to end");
      }
    };
  }

  /** The store answers nothing before the breach, where that is what it takes to get there. */
  private void holdFor(String method) {
    if (method.equals("keepAlive") || method.equals("abandon")) {
      door.hold();
    }
  }

  private void awaitBreach() {
    await().until(() -> broke.getCount() == 0);
    door.open();
  }

  private void awaitRecovered() {
    await().until(() -> numbers.committed() == TOTAL);
    assertThat(numbers.sessions()).isEqualTo(2);
    assertThat(door.records().stream().distinct().sorted().toList())
        .isEqualTo(IntStream.range(0, TOTAL).boxed().toList());
  }

  @AfterEach
  void stop() {
    never.countDown();
    door.open();
    engine.stop();
  }

  @ParameterizedTest
  @CsvSource({
    "open, EXCEPTION",
    "open, ERROR",
    "poll, EXCEPTION",
    "poll, ERROR",
    "commit, EXCEPTION",
    "commit, ERROR",
    "keepAlive, EXCEPTION",
    "keepAlive, ERROR",
    "abandon, EXCEPTION",
    "abandon, ERROR",
    "close, EXCEPTION",
    "close, ERROR"
  })
  void aThrowFromAnyMethodIsReportedAndLosesNothing(String method, String what) {
    holdFor(method);
    start(
        Clock.SYSTEM,
        breakingFirst(
            in(
                method,
                unused -> {
                  if (what.equals("ERROR")) {
                    throw new NoClassDefFoundError("on cue");
                  }
                  throw new Exception("on cue");
                })));
    awaitBreach();

    await()
        .until(
            () ->
                door.reports().stream()
                    .anyMatch(
                        r -> r.contains("source's " + method + " threw") && r.contains("on cue")));
    awaitRecovered();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EXCEPTION", "ERROR"})
  void aWakeupThatThrowsIsReportedAndTheStopDrainsAllTheSame(String what) {
    start(
        Clock.SYSTEM,
        breakingFirst(
            in(
                "wakeup",
                unused -> {
                  if (what.equals("ERROR")) {
                    throw new NoClassDefFoundError("on cue");
                  }
                  throw new IllegalStateException("on cue");
                })));
    await().until(() -> numbers.committed() == TOTAL);
    engine.stop();
    assertThat(door.reports()).anyMatch(r -> r.contains("source's wakeup threw"));
    assertThat(numbers.events()).endsWith("close");
  }

  @ParameterizedTest
  @ValueSource(strings = {"open", "poll", "commit", "keepAlive", "abandon"})
  void aMethodThatBlocksForEverIsNamedAndTheNextSessionOpensBesideIt(String method) {
    holdFor(method);
    ManualClock clock = new ManualClock();
    start(clock, breakingFirst(in(method, unused -> block())));
    await()
        .until(
            () -> {
              clock.advance(Duration.ofMillis(100)); // who abandons has waited for the store before
              return broke.getCount() == 0;
            });
    String hangs = "in %s hangs".formatted(method);
    await()
        .until(
            () -> {
              clock.advance(Duration.ofSeconds(10));
              return door.reports().stream().anyMatch(report -> report.contains(hangs));
            });
    door.open();
    await()
        .until(
            () -> {
              clock.advance(Duration.ofMillis(10)); // for the back-off
              return numbers.committed() == TOTAL;
            });
    assertThat(numbers.sessions()).isEqualTo(2);
  }

  private void block() throws InterruptedException {
    while (!never.await(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("nobody ended the test");
    }
  }

  @Test
  void anOpenThatReturnsNullIsReported() {
    start(
        Clock.SYSTEM,
        context ->
            numbers.sessions() == 0 ? nullAfter(numbers.open(context)) : numbers.open(context));
    awaitRecovered();
    assertThat(door.reports()).anyMatch(report -> report.contains("open returned null"));
  }

  private static Source<Integer> nullAfter(Source<Integer> unused) {
    return null;
  }

  @Test
  void aPollThatReturnsNullIsReported() {
    start(
        Clock.SYSTEM,
        context -> {
          boolean first = numbers.sessions() == 0;
          PollingSource<Integer, Integer> source = numbers.open(context);
          return first
              ? numbers.new NumberSource() {
                @Override
                public Polled<Integer, Integer> poll(int demand, Duration timeout) {
                  return null;
                }
              }
              : source;
        });
    awaitRecovered();
    assertThat(door.reports()).anyMatch(report -> report.contains("poll returned null"));
  }

  /** What a source calls on a thread of its own while its session polls. */
  private interface Elsewhere {
    void call(SourceContext context) throws Exception;
  }

  private AtomicReference<Throwable> startCallingElsewhere(Elsewhere what) {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    start(
        Clock.SYSTEM,
        context -> {
          Source<Integer> source = numbers.open(context);
          if (numbers.sessions() > 1) {
            return source;
          }
          return numbers.new NumberSource() {
            private boolean called;

            @Override
            public Polled<Integer, Integer> poll(int demand, Duration timeout) throws Exception {
              if (!called) {
                called = true;
                Thread other =
                    new Thread(
                        () -> {
                          try {
                            what.call(context);
                          } catch (Throwable t) {
                            thrown.set(t);
                          }
                        });
                other.start();
                other.join(TimeUnit.SECONDS.toMillis(20));
              }
              return super.poll(demand, timeout);
            }
          };
        });
    return thrown;
  }

  @Test
  void aFlushByAnotherThreadIsRefusedAndCommitsNothingThere() {
    AtomicReference<Throwable> thrown =
        startCallingElsewhere(context -> context.flush(Duration.ofSeconds(5)));
    await().until(() -> numbers.committed() == TOTAL);
    assertThat(thrown.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("session thread");
    assertThat(numbers.events()).noneMatch(event -> event.startsWith("WRONG"));
    assertThat(numbers.sessions()).isEqualTo(1);
  }

  @Test
  void aSealByAnotherThreadIsAllowed() {
    AtomicReference<Throwable> thrown = startCallingElsewhere(SourceContext::seal);
    await().until(() -> numbers.committed() == TOTAL);
    assertThat(thrown.get()).isNull();
  }

  @Test
  void poisonByAnotherThreadEndsTheSessionThoughNobodyLetsItThrough() {
    AtomicReference<Throwable> thrown =
        startCallingElsewhere(
            context ->
                context.poison("number 42", new byte[] {42}, new IllegalStateException("on cue")));
    await().until(() -> door.reports().stream().anyMatch(PoisonReport::isFail));
    assertThat(thrown.get()).hasMessageContaining("number 42");
    await().until(() -> numbers.events().contains("close"));
    assertThat(numbers.committed()).isZero();
    assertThat(numbers.sessions()).isEqualTo(1);
  }
}
