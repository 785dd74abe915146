// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks.sender;

import java.util.Random;

/** What is sent: letters, which differ from record to record. */
final class Text {
  private Text() {}

  static byte[] of(int bytes, int seed) {
    Random random = new Random(seed);
    byte[] text = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      text[i] = (byte) ('a' + random.nextInt(26));
    }
    return text;
  }
}
