// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

/** What builders check. */
final class Checks {
  private Checks() {}

  static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  static void inRange(String name, long value, long min, long max, String unit) {
    check(
        value >= min && value <= max,
        "%s is %,d%s: it has to be from %,d to %,d%s".formatted(name, value, unit, min, max, unit));
  }
}
