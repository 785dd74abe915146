// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.holdfast.core.Intake;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Has the open block sealed when everybody waits for an answer, so that a client with a small
 * window does not wait for the block's age: once nothing has come for a quiet time, or at a number
 * of messages, but that no earlier block is in flight then, since it would only make small ones.
 * Used by the event loop.
 */
final class QuietSeal {
  private static final int MANY = 128;

  private final Intake<?> intake;
  private final long quietNanos;
  private final LongSupplier nanoTime;
  private int open;
  private int inFlight;
  private long readNanos;
  private boolean reading;

  /**
   * Begins.
   *
   * @param nanoTime {@link System#nanoTime}
   */
  QuietSeal(Intake<?> intake, Duration quiet, LongSupplier nanoTime) {
    this.intake = intake;
    this.quietNanos = quiet.toNanos();
    this.nanoTime = nanoTime;
  }

  /** Bytes have come, and with them the quiet time begins: not when they have been understood. */
  void read() {
    readNanos = nanoTime.getAsLong();
    reading = true;
  }

  /** What is submitted from now on came before, and has waited for something. */
  void readComplete() {
    reading = false;
  }

  /** So many messages were submitted. */
  void submitted(int messages) {
    open += messages;
    if (open >= MANY && inFlight == 0) {
      seal();
    } else {
      intake.sealAfter(Duration.ofNanos(untilQuiet()));
    }
  }

  private long untilQuiet() {
    return reading ? Math.max(0, quietNanos - (nanoTime.getAsLong() - readNanos)) : quietNanos;
  }

  /** So many messages have no answer yet, over all connections. */
  void unanswered(int messages) {
    open = Math.min(open, messages); // the engine may have sealed by itself
    inFlight = messages - open;
    if (open >= MANY && inFlight == 0) {
      seal();
    }
  }

  private void seal() {
    inFlight += open;
    open = 0;
    intake.seal();
  }
}
