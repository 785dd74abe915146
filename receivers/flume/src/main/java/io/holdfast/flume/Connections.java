// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The open connections of a session. Thread-safe. */
final class Connections {
  /** A client that was answered so long ago, and has sent nothing since, has nothing to send. */
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Set<PushConnection<?>> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private final int max;

  Connections(int max) {
    this.max = max;
  }

  /** Adds one, unless there are too many. */
  boolean add(PushConnection<?> connection) {
    if (count.incrementAndGet() > max) {
      count.decrementAndGet();
      return false;
    }
    open.add(connection);
    return true;
  }

  void remove(PushConnection<?> connection) {
    if (open.remove(connection)) {
      count.decrementAndGet();
    }
  }

  int count() {
    return count.get();
  }

  Set<PushConnection<?>> all() {
    return open;
  }

  /** How long until all of them wait for an answer, or have nothing to send. */
  Duration untilQuiet() {
    long now = System.nanoTime();
    long longest = 0;
    for (PushConnection<?> connection : open) {
      longest = Math.max(longest, connection.nanosActive(now, QUIET_NANOS));
    }
    return Duration.ofNanos(longest);
  }
}
