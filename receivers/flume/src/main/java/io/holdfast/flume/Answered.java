// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/** One who brings events, and brings no more until those are answered for. Thread-safe. */
interface Answered {
  /** Who was answered so long ago, and has brought nothing since, has nothing to bring. */
  long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** For how long something may still come from it, if it is quiet from now on. Any thread. */
  long nanosActive(long now);

  /** How long until all of them wait to be answered, or have nothing to bring. */
  static Duration untilQuiet(Collection<? extends Answered> all) {
    long now = System.nanoTime();
    return Duration.ofNanos(all.stream().mapToLong(each -> each.nanosActive(now)).max().orElse(0));
  }
}
