// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.holdfast.core.Intake;
import java.time.Duration;

/**
 * Has the open block sealed when everybody waits for an answer, so that a client with a small
 * window does not wait for the block's age: once nothing has come for a quiet time, or at a number
 * of messages, but that no earlier block is in flight then, since it would only make small ones.
 * Used by the event loop.
 */
final class QuietSeal {
  private static final int MANY = 128;

  private final Intake<?> intake;
  private final Duration quiet;
  private int open;
  private int inFlight;

  QuietSeal(Intake<?> intake, Duration quiet) {
    this.intake = intake;
    this.quiet = quiet;
  }

  /** So many messages were submitted. */
  void submitted(int messages) {
    open += messages;
    if (open >= MANY && inFlight == 0) {
      seal();
    } else {
      intake.sealAfter(quiet);
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

  private void seal() {
    inFlight += open;
    open = 0;
    intake.seal();
  }
}
