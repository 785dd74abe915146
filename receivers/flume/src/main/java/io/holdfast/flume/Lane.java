// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A thread, while there is something to do, for what an event loop may not wait for. Tasks run one
 * after the other. Thread-safe.
 */
final class Lane {
  private static final long IDLE_SECONDS = 5;

  private final ThreadPoolExecutor executor;

  Lane(String name) {
    executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  /** What is to be done may wait. */
  interface Task {
    void run() throws InterruptedException;
  }

  void execute(Task task) {
    try {
      executor.execute(
          () -> {
            try {
              task.run();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt(); // the end
            }
          });
    } catch (RejectedExecutionException e) {
      return; // the end: nobody is answered any more
    }
  }

  /** Interrupts what runs, forgets what waits, and waits a moment for the thread. */
  void close(long millis) {
    executor.shutdownNow();
    try {
      executor.awaitTermination(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it ends all the same
    }
  }
}
