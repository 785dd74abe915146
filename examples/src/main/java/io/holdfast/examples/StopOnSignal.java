// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Stops a job gracefully when the JVM is asked to end, before Spark's own shutdown hook runs.
 *
 * <p>Spark has a hook that does it, but there it comes after the one that ends the executor: on a
 * local master, where the executor lives in the driver, the last batches then have nobody to run
 * them, and Spark waits for them until Hadoop loses patience after 30 seconds.
 */
final class StopOnSignal implements AutoCloseable {
  /** Spark runs all of its hooks at 30 above the file systems'. */
  private static final int BEFORE_SPARK = FileSystem.SHUTDOWN_HOOK_PRIORITY + 50;

  private final Runnable hook;

  private StopOnSignal(Runnable hook) {
    this.hook = hook;
  }

  /** Runs {@code stop} on a signal, until closed, and gives it as long as {@code patience}. */
  static StopOnSignal with(Runnable stop, Duration patience) {
    ShutdownHookManager.get()
        .addShutdownHook(stop, BEFORE_SPARK, patience.toMillis(), TimeUnit.MILLISECONDS);
    return new StopOnSignal(stop);
  }

  @Override
  public void close() {
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }
}
