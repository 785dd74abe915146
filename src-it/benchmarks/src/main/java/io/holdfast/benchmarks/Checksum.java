// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import io.holdfast.core.Positioned;

/**
 * The number that a record begins with: the sum of them tells whether all have come that were sent,
 * and each once, and costs a reader next to nothing. What begins with no number counts nothing.
 */
final class Checksum {
  /** Digits of the number. */
  private static final int DIGITS = 12;

  private Checksum() {}

  /** Writes the number over the begin of a value. */
  static void write(long number, byte[] value) {
    long rest = number;
    for (int i = DIGITS - 1; i >= 0; i--) {
      value[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /** The number of a record. */
  static long of(Object record) {
    long number = 0;
    if (record instanceof byte[] bytes) {
      for (int i = 0; i < DIGITS; i++) {
        number = 10 * number + bytes[i] - '0';
      }
    } else if (record instanceof String text) {
      for (int i = 0; i < DIGITS; i++) {
        number = 10 * number + text.charAt(i) - '0';
      }
    } else if (record instanceof Positioned<?> positioned) {
      return of(positioned.value());
    }
    return number;
  }

  /** What the numbers from 0 add up to. */
  static long ofAll(long records) {
    return records * (records - 1) / 2;
  }
}
