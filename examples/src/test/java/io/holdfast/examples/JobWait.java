// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.ChildProcess;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Waits for what a submitted job brings about. */
final class JobWait {
  private JobWait() {}

  /** Waits no longer than the job lives. */
  static void await(ChildProcess job, Duration atMost, String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(atMost)
        .conditionEvaluationListener(
            evaluated -> assertThat(job.isAlive()).as(job.logTail()).isTrue())
        .until(condition);
  }
}
