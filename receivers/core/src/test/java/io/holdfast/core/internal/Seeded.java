// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.util.Random;
import java.util.function.Consumer;

/** Random trials that can be run again: the seed is printed, and -Dholdfast.seed takes it. */
final class Seeded {
  private static final int TRIALS = 500;

  private Seeded() {}

  static void trials(Consumer<Random> trial) {
    long first = Long.getLong("holdfast.seed", System.nanoTime());
    System.out.println("holdfast.seed=" + first);
    for (long seed = first; seed < first + TRIALS; seed++) {
      try {
        trial.accept(new Random(seed));
      } catch (AssertionError e) {
        throw new AssertionError("With -Dholdfast.seed=" + seed + ": " + e.getMessage(), e);
      }
    }
  }
}
