// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.internal.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.apache.spark.SparkConf;

/** Waits for executors: on a cluster, none may be registered yet when a job starts. */
final class RegistrationWait {
  static final String PATIENCE = "spark.scheduler.maxRegisteredResourcesWaitingTime";

  private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private RegistrationWait() {}

  /** As long as Spark itself waits before it runs a first task. */
  static Duration patience(SparkConf conf) {
    return Duration.ofMillis(conf.getTimeAsMs(PATIENCE, "30s"));
  }

  /** What is registered as soon as it is as much as wanted, or else when the patience ends. */
  static int untilRegistered(int wanted, Duration patience, IntSupplier registered, Clock clock) {
    Lock lock = new ReentrantLock();
    Condition never = lock.newCondition();
    long end = clock.nanoTime() + patience.toNanos();
    lock.lock();
    try {
      int now = registered.getAsInt();
      for (long left = end - clock.nanoTime();
          now < wanted && left > 0;
          left = end - clock.nanoTime()) {
        clock.await(lock, never, Math.min(left, GLANCE_NANOS));
        now = registered.getAsInt();
      }
      return now;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return registered.getAsInt();
    } finally {
      lock.unlock();
    }
  }
}
