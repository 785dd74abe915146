// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/** Connections that wait for the same thing: first come, first served. Used by the event loop. */
final class Turns {
  private final Queue<BooleanSupplier> waiting = new ArrayDeque<>();
  private final Runnable whenWaiting;

  /**
   * Nobody waits.
   *
   * @param whenWaiting called when somebody has to wait, to have {@link #serve} called some day
   */
  Turns(Runnable whenWaiting) {
    this.whenWaiting = whenWaiting;
  }

  /**
   * Waits for a turn, which is now if nobody else waits.
   *
   * @param attempt says whether it has succeeded; if not, it is called again, and nobody before
   */
  void await(BooleanSupplier attempt) {
    waiting.add(attempt);
    if (waiting.size() == 1) {
      serve();
    }
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Lets those who wait try, one after the other, until one does not succeed. */
  void serve() {
    while (!waiting.isEmpty() && waiting.peek().getAsBoolean()) {
      waiting.remove();
    }
    if (!waiting.isEmpty()) {
      whenWaiting.run();
    }
  }
}
