// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

/** What one contender did in one round. */
record Round(
    Contender contender,
    double recordsPerSecond,
    double cpuPerMillion,
    double otherCores,
    Profile profile) {

  /** Whether others took so much of the machine that speeds do not compare. */
  boolean isDisturbed() {
    return otherCores > MachineLoad.DISTURBING_CORES;
  }
}
