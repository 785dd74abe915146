// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.internal.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.IntSupplier;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistrationWaitTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** A clock whose waits take no time but its own. */
  private static final class SkippingClock implements Clock {
    private long now = Long.MAX_VALUE - 5; // the real one may overflow too

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      now += nanos;
    }
  }

  private final SkippingClock clock = new SkippingClock();
  private final long start = clock.nanoTime();

  private Duration waited() {
    return Duration.ofNanos(clock.nanoTime() - start);
  }

  /** One more with each look. */
  private static IntSupplier growing(int limit) {
    AtomicInteger slots = new AtomicInteger();
    return () -> Math.min(slots.getAndIncrement(), limit);
  }

  @AfterEach
  void forgetInterrupts() {
    boolean unused = Thread.interrupted();
  }

  @Test
  void whatIsThereIsNotWaitedFor() {
    assertThat(RegistrationWait.untilRegistered(4, PATIENCE, () -> 4, clock)).isEqualTo(4);
    assertThat(waited()).isZero();
  }

  @Test
  void theWaitEndsWhenAllIsThere() {
    assertThat(RegistrationWait.untilRegistered(3, PATIENCE, growing(9), clock)).isEqualTo(3);
    assertThat(waited()).isPositive().isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void whatIsThereWhenThePatienceEndsCounts() {
    assertThat(RegistrationWait.untilRegistered(3, PATIENCE, growing(2), clock)).isEqualTo(2);
    assertThat(waited()).isEqualTo(PATIENCE);
  }

  @Test
  void anInterruptEndsTheWaitAndIsKept() {
    Thread.currentThread().interrupt();
    assertThat(RegistrationWait.untilRegistered(3, PATIENCE, () -> 1, clock)).isEqualTo(1);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void thePatienceIsSparksOwn() {
    SparkConf conf = new SparkConf(false);
    assertThat(RegistrationWait.patience(conf)).isEqualTo(PATIENCE);
    conf.set("spark.scheduler.maxRegisteredResourcesWaitingTime", "2m");
    assertThat(RegistrationWait.patience(conf)).isEqualTo(Duration.ofMinutes(2));
  }
}
