// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.testkit.ScriptedStore.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A receiver to which things happen in a random order, which its seed decides. */
final class RandomLife<T> {
  private static final int STEPS = 12;

  private final Law law;
  private final Rig<T> rig;
  private final Random random;
  private final boolean network;
  private final List<String> steps = new ArrayList<>();
  private Copy<T> copy;

  RandomLife(Law law, Rig<T> rig, long seed, boolean network) {
    this.law = law;
    this.rig = rig;
    this.random = new Random(seed);
    this.network = network;
  }

  /** Lives, and requires that nothing is lost. */
  void run() throws Exception {
    copy = rig.start();
    try {
      for (int step = 0; step < STEPS; step++) {
        step();
      }
      rig.store().release();
      copy.kill();
      rig.start();
      rig.awaitComplete(law);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\nafter the steps " + steps, e);
    }
  }

  private void step() throws Exception {
    int records = 1 + random.nextInt(12);
    switch (random.nextInt(8)) {
      case 0 -> {
        note("hold");
        rig.store().hold();
      }
      case 1 -> {
        note("release");
        rig.store().release();
      }
      case 2 -> {
        Failure failure = Failure.values()[random.nextInt(Failure.values().length)];
        note("fail " + failure);
        rig.store().failNext(failure);
      }
      case 3 -> killSoon(CrashPoint.values()[random.nextInt(CrashPoint.values().length)]);
      case 4 -> {
        note("sever");
        if (network) {
          rig.sever();
        }
      }
      default -> {
        note("produce " + records);
        rig.production().produce(records);
      }
    }
  }

  /** At a point, or, if it does not come there at once, wherever it is. */
  private void killSoon(CrashPoint point) throws Exception {
    note("kill at " + point);
    copy.arm(point);
    rig.production().produce(1);
    var unused = copy.awaitKill(Law.quiet().dividedBy(10));
    copy.kill();
    copy = rig.start();
  }

  private void note(String step) {
    steps.add(step);
  }
}
