// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.fault;

import io.holdfast.core.crash.FilePlan;
import io.holdfast.it.rig.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** When a fault strikes. */
@FunctionalInterface
public interface When {
  /** Returns when it is time. */
  void await(Run run) throws InterruptedException;

  /** After so long. */
  static When after(Duration time) {
    return run -> TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  /** When this many records of each source are sent. */
  static When atRecord(long number) {
    return run ->
        run.await(
            number + " records of each source are sent",
            () -> run.feeds().stream().allMatch(feed -> feed.ledger().sent() >= number));
  }

  /**
   * When a receiver's engine has reached a crash point once more. It stays there, until its process
   * ends or the file {@code released} is in the job's folder.
   */
  static When atCrashPoint(String point) {
    return run -> {
      write(run.job().plan(), point + " 1 hang released\n");
      Path mark = FilePlan.mark(run.job().plan(), 1);
      run.await("a receiver is at " + point, () -> Files.exists(mark));
    };
  }

  /** Writes a plan of crash points, which has to appear whole. */
  static void write(Path plan, String text) {
    try {
      Path aside = Files.writeString(plan.resolveSibling("plan.tmp"), text);
      Files.move(aside, plan, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
