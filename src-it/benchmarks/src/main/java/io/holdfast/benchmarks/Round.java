// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import java.util.Map;

/**
 * What one contender did in one round.
 *
 * @param cpuSeconds of the contender, without those who send to it or whom it reads from
 * @param otherCores how many others kept busy meanwhile
 * @param figures what else was measured
 */
record Round(
    long records,
    double seconds,
    double cpuSeconds,
    double otherCores,
    Map<Figure, Double> figures,
    Profile profile) {

  double recordsPerSecond() {
    return records / seconds;
  }

  double cpuPerMillion() {
    return cpuSeconds / records * 1e6;
  }

  /** The same, with who ran on the receivers' threads. */
  Round with(Profile samples) {
    return new Round(records, seconds, cpuSeconds, otherCores, figures, samples);
  }

  /** Whether others took so much of the machine that speeds do not compare. */
  boolean isDisturbed() {
    return otherCores > MachineLoad.DISTURBING_CORES;
  }
}
