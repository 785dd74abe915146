// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.holdfast.core.Intake;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/**
 * Seals the open block when everybody waits for an answer, so that a client with a small window
 * does not wait for the block's age: once nothing has come for a quiet time, or at a number of
 * messages, but that no earlier block is in flight then, since it would only make small ones. Used
 * by the event loop.
 */
final class QuietSeal {
  private static final int MANY = 128;

  private final Intake<?> intake;
  private final EventLoop loop;
  private final long quietNanos;
  private int open;
  private int inFlight;
  private long lastNanos;
  private boolean watching;

  QuietSeal(Intake<?> intake, EventLoop loop, long quietNanos) {
    this.intake = intake;
    this.loop = loop;
    this.quietNanos = quietNanos;
  }

  /** So many messages were submitted. */
  void submitted(int messages) {
    open += messages;
    lastNanos = System.nanoTime();
    if (open >= MANY && inFlight == 0) {
      seal();
    } else if (!watching) {
      watch(quietNanos);
    }
  }

  /** So many messages have no answer yet, over all connections. */
  void unanswered(int messages) {
    open = Math.min(open, messages); // the engine may have sealed by itself
    inFlight = messages - open;
    if (open >= MANY && inFlight == 0) {
      seal();
    }
  }

  private void watch(long nanos) {
    watching = true;
    var unused = loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
  }

  private void look() {
    watching = false;
    long rest = quietNanos - (System.nanoTime() - lastNanos);
    if (open > 0 && rest > 0) {
      watch(rest);
    } else if (open > 0) {
      seal();
    }
  }

  private void seal() {
    inFlight += open;
    open = 0;
    intake.seal();
  }
}
