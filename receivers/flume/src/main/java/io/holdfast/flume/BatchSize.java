// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

/**
 * How many events to ask a sink for: as many as is wanted, or as its channel gives away in one
 * transaction, which only trying tells. Halves until the channel gives some, and then comes nearer
 * to what was too many from below, by half of the distance at a time. Thread-safe.
 */
final class BatchSize {
  /** How many full batches must come before more is tried, which costs the sink a roll-back. */
  private static final int FULL_BATCHES = 20;

  private final int most;
  private int size;

  /** What the channel is known to give. */
  private int good;

  /** What it is known not to give, or more than is wanted. */
  private int tooMany;

  private int full;

  BatchSize(int most) {
    this.most = most;
    reset();
  }

  /** Nothing is known: another agent may stand behind the address now. */
  synchronized void reset() {
    size = most;
    good = 0;
    tooMany = most + 1;
    full = 0;
  }

  synchronized int current() {
    return size;
  }

  /**
   * So many were asked for, and so many have come.
   *
   * @return whether more is tried from now on
   */
  synchronized boolean given(int asked, int events) {
    good = Math.max(good, events);
    if (events < asked || asked < size || ++full < FULL_BATCHES) {
      return false;
    }
    full = 0;
    int next = (good + tooMany) / 2;
    boolean grows = next > size;
    size = Math.max(size, next);
    return grows;
  }

  /**
   * The channel does not give so many.
   *
   * @return whether less is tried from now on
   */
  synchronized boolean refused(int asked) {
    if (asked == 1) {
      return false;
    }
    tooMany = Math.min(tooMany, asked);
    if (good >= tooMany) {
      good = 0; // the channel has changed
    }
    full = 0;
    size = Math.min(size, good > 0 ? good : asked / 2);
    return true;
  }
}
