// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks.sender;

import java.util.Locale;
import java.util.Scanner;

/**
 * What became of an order.
 *
 * @param records all that were sent, and all were answered OK, if the protocol has answers
 * @param seconds from the first record to the last answer
 * @param roundTripMillis the median time that an exchange took: of a batch, or of what a window
 *     held
 * @param cpuSeconds what the sender's process used meanwhile
 */
public record Sent(long records, double seconds, double roundTripMillis, double cpuSeconds) {

  /** Records per second. */
  public double rate() {
    return records / seconds;
  }

  String toLine() {
    return String.format(
        Locale.ROOT, "%d %.9f %.6f %.6f", records, seconds, roundTripMillis, cpuSeconds);
  }

  static Sent parse(String line) {
    Scanner in = new Scanner(line).useLocale(Locale.ROOT);
    return new Sent(in.nextLong(), in.nextDouble(), in.nextDouble(), in.nextDouble());
  }
}
