// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import io.holdfast.parts.FaultProxy.Cut;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What a {@link FaultProxy} does to the bytes of one direction, and how many it did it to. */
final class DirectionFaults {
  /** What is to be done with bytes that were read: forward so many of them, then perhaps cut. */
  record Passage(int forward, Cut cut) {}

  private boolean stalled;
  private boolean swallowing;
  private Duration delay = Duration.ZERO;
  private Cut armed;
  private long bytesToCut;
  private long forwarded;
  private long swallowed;

  /** Null while nobody watches. */
  private Consumer<byte[]> watcher;

  synchronized void stall(boolean stalled) {
    this.stalled = stalled;
    notifyAll();
  }

  synchronized void watch(Consumer<byte[]> watcher) {
    this.watcher = watcher;
  }

  /** Shows what was forwarded of a chunk; one after the other, whatever the connection. */
  synchronized void show(byte[] chunk, int forwarded) {
    if (watcher != null) {
      watcher.accept(Arrays.copyOf(chunk, forwarded));
    }
  }

  synchronized void swallow(boolean swallowing) {
    this.swallowing = swallowing;
  }

  synchronized void delay(Duration delay) {
    this.delay = delay;
    notifyAll();
  }

  synchronized void cutAfter(long bytes, Cut how) {
    if (bytes < 1) {
      throw new IllegalArgumentException("bytes is %d, must be at least 1".formatted(bytes));
    }
    armed = how;
    bytesToCut = bytes;
  }

  synchronized void heal() {
    stalled = false;
    swallowing = false;
    delay = Duration.ZERO;
    armed = null;
    notifyAll();
  }

  /** Wakes who waits in here, since the answer of their {@code ended} has changed. */
  synchronized void wake() {
    notifyAll();
  }

  synchronized void awaitFlow(BooleanSupplier ended) throws InterruptedException {
    while (stalled && !ended.getAsBoolean()) {
      wait();
    }
  }

  /** Waits as long as the bytes are held, and says what is to be done with them. */
  synchronized Passage admit(int length, BooleanSupplier ended) throws InterruptedException {
    long until = System.nanoTime() + delay.toNanos();
    while (!ended.getAsBoolean()) {
      if (stalled) {
        wait();
        continue;
      }
      long left = delay.isZero() ? 0 : until - System.nanoTime();
      if (left <= 0) {
        return passage(length);
      }
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
    return new Passage(0, null);
  }

  private Passage passage(int length) {
    if (swallowing) {
      swallowed += length;
      return new Passage(0, null);
    }
    Cut cut = null;
    int forward = length;
    if (armed != null) {
      forward = (int) Math.min(length, bytesToCut);
      bytesToCut -= forward;
      if (bytesToCut == 0) {
        cut = armed;
        armed = null;
      }
    }
    forwarded += forward;
    return new Passage(forward, cut);
  }

  synchronized void swallowed(int length) {
    swallowed += length;
  }

  synchronized long forwarded() {
    return forwarded;
  }

  synchronized long swallowed() {
    return swallowed;
  }
}
