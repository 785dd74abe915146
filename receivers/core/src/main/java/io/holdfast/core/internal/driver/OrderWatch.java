// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.StopReport;
import io.holdfast.core.internal.Clock;
import io.holdfast.core.internal.JobFiles;
import io.holdfast.core.internal.QuiesceLook;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Says that the job runs, and waits for somebody outside to tell it to stop; on a thread of its
 * own, since a file system may hang.
 */
final class OrderWatch {
  private static final long GLANCE_MILLIS = 250;

  private final StreamingJob job;
  private final QuiesceLook look;
  private final QuiesceThenStop stop;
  private final Duration patience;
  private final CountDownLatch never = new CountDownLatch(1);
  private long beatNanos;

  /** Orders the stop, with this patience, when somebody outside does. */
  OrderWatch(StreamingJob job, QuiesceThenStop stop, Duration patience) {
    this.job = job;
    this.stop = stop;
    this.patience = patience;
    look = new QuiesceLook(job::isQuiesced, Clock.SYSTEM);
  }

  /** Begins; ends with the job. */
  void start() {
    beat();
    Thread thread = new Thread(this::live, "holdfast-orders");
    thread.setDaemon(true);
    thread.start();
  }

  private void live() {
    try {
      boolean ordered = false;
      while (!job.isStopped()) {
        // The driver writes the same file when it stops by itself; then nothing is ordered here.
        if (!ordered && look.look()) {
          ordered = stop.order(patience);
        }
        if (System.nanoTime() - beatNanos >= JobFiles.BEAT.toNanos()) {
          beat();
        }
        boolean unused = never.await(GLANCE_MILLIS, TimeUnit.MILLISECONDS);
      }
      if (ordered) {
        StopReport unused = stop.stop(Duration.ZERO); // waits for the end of it
        job.stopSpark();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does
    }
  }

  private void beat() {
    beatNanos = System.nanoTime();
    job.beat();
  }
}
