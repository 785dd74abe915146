// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Scanner;
import java.util.stream.Stream;

/** What processes other than this one and its children do meanwhile, which disturbs a round. */
final class MachineLoad {
  /** More than this of a core, and the round counts as disturbed. */
  static final double DISTURBING_CORES = 0.2;

  /** Of a tick of /proc/stat, on every Linux. */
  private static final double TICKS_PER_SECOND = 100;

  private final long beganNanos = System.nanoTime();
  private final double busy = busySeconds();
  private final double own = ownSeconds();

  /** How many cores others have kept busy on average since this was made; about. */
  double otherCores() {
    double seconds = (System.nanoTime() - beganNanos) / 1e9;
    return Math.max(0, busySeconds() - busy - (ownSeconds() - own)) / seconds;
  }

  /** The processor time that a process has used since it began; 0 if it has ended. */
  static double processSeconds(ProcessHandle process) {
    return process.info().totalCpuDuration().map(MachineLoad::seconds).orElse(0.0);
  }

  private static double ownSeconds() {
    return Stream.concat(Stream.of(ProcessHandle.current()), ProcessHandle.current().descendants())
        .mapToDouble(MachineLoad::processSeconds)
        .sum();
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  /** User, nice, system, irq and softirq; neither idle nor waiting. */
  private static double busySeconds() {
    try (Scanner fields = new Scanner(Path.of("/proc/stat"), StandardCharsets.US_ASCII)) {
      fields.next(); // "cpu"
      long user = fields.nextLong();
      long nice = fields.nextLong();
      long system = fields.nextLong();
      fields.nextLong(); // idle
      fields.nextLong(); // iowait
      long interrupts = fields.nextLong() + fields.nextLong();
      return (user + nice + system + interrupts) / TICKS_PER_SECOND;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
