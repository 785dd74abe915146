// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The open connections of a session. Thread-safe. */
final class Connections {
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
}
