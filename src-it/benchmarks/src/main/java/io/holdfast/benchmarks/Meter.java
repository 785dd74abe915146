// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import java.util.Map;

/** What a process does, and what others do meanwhile, from when this is made. */
final class Meter {
  private final long beganNanos = System.nanoTime();
  private final MachineLoad load = new MachineLoad();
  private final ProcessHandle process;
  private final double cpuSeconds;

  private Meter(ProcessHandle process) {
    this.process = process;
    cpuSeconds = MachineLoad.processSeconds(process);
  }

  /** Measures this JVM. */
  static Meter here() {
    return of(ProcessHandle.current());
  }

  /** Measures a child. */
  static Meter of(ProcessHandle process) {
    return new Meter(process);
  }

  /** How long it has measured. */
  double seconds() {
    return (System.nanoTime() - beganNanos) / 1e9;
  }

  /** A round that ends now, but whose records took so long. */
  Round round(long records, double seconds, Map<Figure, Double> figures) {
    return new Round(
        records,
        seconds,
        MachineLoad.processSeconds(process) - cpuSeconds,
        load.otherCores(),
        figures,
        Profile.NONE);
  }
}
