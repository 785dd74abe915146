// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.source;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Counts the positive answers to messages among the bytes that a server of RELP sends, in chunks of
 * any size. The answer to the greeting of a connection is longer, and not counted. Thread-safe if
 * the chunks come one at a time.
 */
final class RelpAnswers implements Consumer<byte[]> {
  private static final byte[] ANSWER = " rsp 6 200 OK\n".getBytes(US_ASCII);

  private final AtomicLong positive = new AtomicLong();
  private int matched;

  @Override
  public void accept(byte[] chunk) {
    for (byte each : chunk) {
      if (each != ANSWER[matched]) {
        matched = 0; // the answer's first byte is in it again, but never where a match breaks
      }
      if (each == ANSWER[matched]) {
        matched++;
      }
      if (matched == ANSWER.length) {
        positive.incrementAndGet();
        matched = 0;
      }
    }
  }

  /** How many there were. */
  long positive() {
    return positive.get();
  }
}
