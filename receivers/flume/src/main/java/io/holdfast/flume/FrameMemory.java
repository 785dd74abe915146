// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.util.ArrayList;
import java.util.List;

/**
 * Bounds what all connections together hold of requests that are not handed over yet. The first
 * that finds no room is let in beyond the bound until its request is complete, so that those who
 * hold parts never wait for each other for ever. Thread-safe.
 */
final class FrameMemory {
  private final long maxBytes;
  private final List<Runnable> waiting = new ArrayList<>();
  private long usedBytes;

  /** Who is let in beyond the bound, or null. */
  private Object exempt;

  FrameMemory(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Takes so many bytes.
   *
   * @param onRoom called once, by any thread, when it is worth another try; not if they were taken
   * @return whether they were taken
   */
  synchronized boolean take(Object owner, int bytes, Runnable onRoom) {
    if (usedBytes + bytes > maxBytes && exempt != owner) {
      if (exempt != null) {
        waiting.add(onRoom);
        return false;
      }
      exempt = owner;
    }
    usedBytes += bytes;
    return true;
  }

  /** Gives back what an owner has taken, all of it. */
  void giveBack(Object owner, long bytes) {
    List<Runnable> due;
    synchronized (this) {
      usedBytes -= bytes;
      if (exempt == owner) {
        exempt = null;
      }
      due = new ArrayList<>(waiting);
      waiting.clear();
    }
    due.forEach(Runnable::run);
  }

  synchronized long usedBytes() {
    return usedBytes;
  }
}
