// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it;

import io.holdfast.it.fault.Fault;
import io.holdfast.it.fault.FaultPlan;
import io.holdfast.it.fault.When;
import io.holdfast.it.rig.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One fault after the other, each some seconds after the one before, as a seed has it: the same
 * seed gives the same faults and the same pauses.
 */
final class Soak {
  private static final List<Fault> FAULTS =
      List.of(
          Fault.TASK_CANCELLED,
          Fault.EXECUTOR_KILLED,
          Fault.DRIVER_KILLED,
          Fault.GRACEFUL_STOP,
          Fault.SOURCE_RESTARTED,
          Fault.NETWORK_CUT,
          Fault.SLOW_LOG,
          Fault.FULL_DISK,
          Fault.DATABASE_DOWN);

  private static final int LONGEST_PAUSE_MILLIS = 4_000;

  private final Random random;
  private final Duration time;
  private final List<Fault> done = new ArrayList<>();

  Soak(long seed, Duration time) {
    random = new Random(seed);
    this.time = time;
  }

  /** The next fault, and its pause before it. */
  FaultPlan next() {
    Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
    return new FaultPlan(
        fault, When.after(Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS))));
  }

  /** Strikes until the time is over; a fault that has begun is carried out. */
  void carryOut(Run run) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      FaultPlan plan = next();
      plan.carryOut(run);
      run.awaitNew(); // the next fault is to find all sources at work
      done.add(plan.fault());
      System.out.println("soak: " + plan.fault() + "; " + run.ledgers());
    }
  }

  /** The faults that have struck, in their order. */
  List<Fault> done() {
    return List.copyOf(done);
  }
}
