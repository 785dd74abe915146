// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.time.Duration;

/** Does something again and again on a thread of its own, until it throws or is ended. */
final class BackgroundTask {
  private final ServerSource.Task task;
  private final Thread thread;
  private volatile long endNanos = Long.MAX_VALUE;

  BackgroundTask(ServerSource.Task task) {
    this.task = task;
    thread = new Thread(this::run, "background-task");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (System.nanoTime() < endNanos) {
        task.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end
    } catch (Exception e) {
      return; // the connection is gone
    }
  }

  void end() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  void endLater(Duration after) {
    endNanos = System.nanoTime() + after.toNanos();
  }
}
