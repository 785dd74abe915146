// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.time.Duration;

/** How builders refuse what is out of its range. */
final class Checks {
  private Checks() {}

  /** Throws an IllegalArgumentException that says otherwise, unless it holds. */
  static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** Throws an IllegalArgumentException unless the setting is in this range, in milliseconds. */
  static void inRange(String name, Duration value, long min, long max) {
    check(
        value.toMillis() >= min && value.toMillis() <= max,
        "%s %d ms is not between %d and %,d ms".formatted(name, value.toMillis(), min, max));
  }
}
