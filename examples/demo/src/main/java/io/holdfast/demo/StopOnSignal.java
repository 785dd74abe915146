// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs something that closes what it starts, on the calling thread, and lets it do so when this JVM
 * is told to end: the thread is interrupted, and the JVM waits for it.
 */
final class StopOnSignal {
  /** What the children may need to end, and then some. */
  private static final long CLEANUP_SECONDS = 60;

  /** A terminal interrupts the children too, and their end may be noticed before our own signal. */
  private static final long SIGNAL_MILLIS = 300;

  /** 128 + SIGINT. The JVM ends with the code of the signal that it really got. */
  private static final int INTERRUPTED = 130;

  private StopOnSignal() {}

  static int run(Callable<Integer> body) throws Exception {
    Thread runner = Thread.currentThread();
    CountDownLatch signalled = new CountDownLatch(1);
    CountDownLatch finished = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              signalled.countDown();
              System.err.println("demo: stopping");
              runner.interrupt();
              awaitQuietly(finished);
            },
            "demo-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return body.call();
    } catch (Exception e) {
      if (isSignalled(signalled)) {
        return INTERRUPTED;
      }
      throw e;
    } finally {
      finished.countDown();
      removeQuietly(hook);
    }
  }

  private static boolean isSignalled(CountDownLatch signalled) {
    // What interrupted the body must not cut this short.
    boolean interrupted = Thread.interrupted();
    try {
      return signalled.await(SIGNAL_MILLIS, TimeUnit.MILLISECONDS) || interrupted;
    } catch (InterruptedException bySignal) {
      return true;
    }
  }

  private static void removeQuietly(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException running) {
      // The JVM is ending, and the hook with it.
    }
  }

  private static void awaitQuietly(CountDownLatch finished) {
    try {
      if (!finished.await(CLEANUP_SECONDS, TimeUnit.SECONDS)) {
        System.err.println(
            "demo: not everything has ended within " + CLEANUP_SECONDS + " s; it is killed now");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
