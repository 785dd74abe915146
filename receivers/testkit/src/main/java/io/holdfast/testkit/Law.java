// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/**
 * One numbered law while it is checked: every failure says its number.
 *
 * @param number the number of the law
 * @param log what happened, for the message
 */
record Law(int number, EventLog log) {
  /** How long something that has to happen may take. */
  static Duration signal() {
    return Duration.ofMillis(Long.getLong("holdfast.testkit.signal.millis", 10_000));
  }

  /** How long is looked whether something that must not happen does. */
  static Duration quiet() {
    return Duration.ofMillis(Long.getLong("holdfast.testkit.quiet.millis", 250));
  }

  /** Fails unless it holds. */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency
  void require(boolean holds, String otherwise, Object... values) {
    if (!holds) {
      throw broken(otherwise.formatted(values));
    }
  }

  /** What a broken law is told with. */
  AssertionError broken(String what) {
    return new AssertionError("law %d: %s; %s".formatted(number, what, log));
  }

  /** Fails unless it is so before long. */
  void await(String what, Callable<Boolean> condition) {
    await(signal(), what, condition);
  }

  /** Fails unless it is so within that time. */
  void await(Duration atMost, String what, Callable<Boolean> condition) {
    try {
      Awaitility.await()
          .pollInSameThread()
          .pollDelay(Duration.ZERO)
          .pollInterval(2, TimeUnit.MILLISECONDS)
          .atMost(atMost)
          .until(condition);
    } catch (ConditionTimeoutException e) {
      throw broken("not within %d ms: %s".formatted(atMost.toMillis(), what));
    }
  }

  /** Fails if it is not so at any moment of the quiet time. */
  void stays(String what, Callable<Boolean> condition) {
    stays(quiet(), what, condition);
  }

  /** Fails if it is not so at any moment of that time. */
  void stays(Duration time, String what, Callable<Boolean> condition) {
    try {
      Awaitility.await()
          .pollInSameThread()
          .pollDelay(Duration.ZERO)
          .pollInterval(10, TimeUnit.MILLISECONDS)
          .atMost(time.plus(signal()))
          .during(time)
          .failFast(what, () -> !condition.call())
          .until(() -> true);
    } catch (TerminalFailureException e) {
      throw broken("it did not stay so: " + what);
    }
  }
}
