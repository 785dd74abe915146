// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import java.io.PrintStream;
import java.util.List;

/**
 * What a job did in one minute.
 *
 * @param delayMillis the scheduling delay of each of its batches
 * @param heapMebibytes what was live at its end beside Spark's blocks, and was not there before
 *     anything was received
 */
record Minute(Round round, List<Long> delayMillis, double heapMebibytes) {

  static void print(List<Minute> minutes, PrintStream out) {
    out.println(
        "| minute | records/s | of the second | CPU s per million | others, cores |"
            + " scheduling delay, ms: median | largest | live heap, MiB |");
    out.println("|" + "---|".repeat(8));
    double second = minutes.get(Math.min(1, minutes.size() - 1)).round().recordsPerSecond();
    for (int i = 0; i < minutes.size(); i++) {
      minutes.get(i).print(i + 1, second, out);
    }
  }

  private void print(int number, double second, PrintStream out) {
    out.printf(
        "| %d | %,.0f | %.2f | %.2f | %.1f | %.0f | %d | %.0f |%n",
        number,
        round.recordsPerSecond(),
        round.recordsPerSecond() / second,
        round.cpuPerMillion(),
        round.otherCores(),
        Medians.median(delayMillis.stream().mapToDouble(Long::doubleValue).toArray()),
        delayMillis.stream().mapToLong(Long::longValue).max().orElse(0),
        heapMebibytes);
  }
}
