// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what all connections together hold of messages that are not handed over yet. Whoever finds
 * no room waits for his turn, and nobody overtakes him; nobody holds a batch back while he waits,
 * so they never wait for each other. Used by the event loop, but for {@link #usedBytes}.
 */
final class RelpMemory {
  private final long maxBytes;
  private final Executor loop;
  private final AtomicLong usedBytes = new AtomicLong();
  private final Turns turns = new Turns(() -> {});
  private boolean serving;

  RelpMemory(long maxBytes, Executor loop) {
    this.maxBytes = maxBytes;
    this.loop = loop;
  }

  /** Takes so many bytes, unless there is no room or somebody waits. */
  boolean take(int bytes) {
    return (serving || turns.isEmpty()) && takeInTurn(bytes);
  }

  private boolean takeInTurn(int bytes) {
    boolean fits = usedBytes.get() + bytes <= maxBytes;
    if (fits) {
      usedBytes.addAndGet(bytes);
    }
    return fits;
  }

  /**
   * Waits until so many bytes are taken.
   *
   * @param then goes on with them, and may take more as long as there is room
   */
  void await(int bytes, Runnable then) {
    turns.await(
        () -> {
          boolean taken = takeInTurn(bytes);
          if (taken) {
            then.run();
          }
          return taken;
        });
  }

  void giveBack(long bytes) {
    usedBytes.addAndGet(-bytes);
    if (bytes > 0 && !turns.isEmpty()) {
      loop.execute(this::serve); // not now: it may be one of them who gives back
    }
  }

  private void serve() {
    serving = true;
    try {
      turns.serve();
    } finally {
      serving = false;
    }
  }

  /** Any thread. */
  long usedBytes() {
    return usedBytes.get();
  }
}
