// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a job in order when its JVM is told to exit, by a SIGTERM or by the job's own main.
 *
 * <p>Spark's own hook for it comes after the one that ends the executor of a local master: the last
 * batches then have nobody to run them, and Spark waits for them in vain.
 *
 * <p>In Hadoop's hook manager, which runs hooks one after the other: Spark's are all behind one
 * entry there, the closing of the file systems comes after that, and this one comes first. It only
 * stops the streaming, since Spark stops itself after it. It waits for nothing that the exiting
 * thread could hold for longer than its time-out.
 */
final class StopHook {
  private static final Logger log = LoggerFactory.getLogger(StopHook.class);

  /** Spark's one entry has 30 more than the file systems. */
  private static final int PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 40;

  /** Spark's own key, with which a job can do without. */
  private static final String WANTED = "spark.streaming.stopGracefullyOnShutdown";

  private final OrderlyStop stop;
  private final Duration patience;
  private final Runnable hook = this::run;

  /** How the job is stopped; returns soon after the patience at the latest. */
  @FunctionalInterface
  interface OrderlyStop {
    void stop(Duration patience) throws InterruptedException;
  }

  StopHook(OrderlyStop stop, Duration patience) {
    this.stop = stop;
    this.patience = patience;
  }

  /** From now on an exit of the JVM stops the job in order, unless the user wants none of it. */
  void register(SparkConf conf) {
    if (!conf.getBoolean(WANTED, true)) {
      return;
    }
    long millis = patience.plus(QuiesceThenStop.LEEWAY).toMillis();
    ShutdownHookManager.get().addShutdownHook(hook, PRIORITY, millis, TimeUnit.MILLISECONDS);
  }

  /** The job is stopped. */
  void unregister() {
    ShutdownHookManager hooks = ShutdownHookManager.get();
    if (!hooks.isShutdownInProgress()) {
      try {
        boolean unused = hooks.removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        log.debug("The JVM has begun to exit", e);
      }
    }
  }

  private void run() {
    try {
      stop.stop(patience);
    } catch (InterruptedException e) {
      log.warn("The job has not stopped in the time there was; what it has stored remains", e);
      Thread.currentThread().interrupt();
    }
  }
}
