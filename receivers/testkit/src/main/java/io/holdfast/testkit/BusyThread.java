// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.lang.management.ManagementFactory;

/**
 * A thread that does nothing, as busily as it can: what others leave of a core can be told by it.
 */
final class BusyThread implements AutoCloseable {
  private final Thread thread;
  private volatile boolean ended;

  private BusyThread() {
    thread = new Thread(this::run, "testkit-busy");
    thread.setDaemon(true);
  }

  static BusyThread start() {
    BusyThread busy = new BusyThread();
    busy.thread.start();
    return busy;
  }

  private void run() {
    while (!ended) {
      Thread.onSpinWait();
    }
  }

  /** What it has had so far, at least 1. */
  long processorNanos() {
    return Math.max(1, processorNanos(thread));
  }

  /** What a thread has had so far; 0 if it has ended. */
  static long processorNanos(Thread thread) {
    return Math.max(0, ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()));
  }

  @Override
  public void close() throws InterruptedException {
    ended = true;
    thread.join();
  }
}
