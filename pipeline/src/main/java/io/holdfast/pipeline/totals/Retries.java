// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what needs the database, again and again while that is down. */
final class Retries {
  private static final Logger log = LoggerFactory.getLogger(Retries.class);
  private static final long FIRST_MILLIS = 100;
  private static final long LONGEST_MILLIS = 5_000;

  private final Database database;

  Retries(Database database) {
    this.database = database;
  }

  /** What is done in the database; it may be done several times. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws SQLException;
  }

  /**
   * Blocks until the work is done.
   *
   * @param what it is, for a message: "the totals of a batch cannot be written"
   * @param goesOn whether to try again; if not, the last error is thrown
   * @throws TotalsException if trying again would not help
   */
  <T> T untilDone(String what, BooleanSupplier goesOn, Work<T> work) {
    for (long pause = FIRST_MILLIS; ; pause = Math.min(2 * pause, LONGEST_MILLIS)) {
      try {
        return work.run();
      } catch (SQLException e) {
        String sentence = "%s at %s: %s".formatted(what, database, SqlFailure.reason(e));
        if (!SqlFailure.isTransient(e) || !goesOn.getAsBoolean()) {
          throw new TotalsException(sentence, e);
        }
        log.warn("{}; the job waits and tries again in {} ms", sentence, pause);
        sleep(pause, sentence);
      }
    }
  }

  /** As long as this has not passed since now. */
  static BooleanSupplier within(Duration bound) {
    long since = System.nanoTime();
    return () -> System.nanoTime() - since < bound.toNanos();
  }

  private static void sleep(long millis, String sentence) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TotalsException(sentence + "; and the job is being stopped", e);
    }
  }
}
