// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A record of a test: an identity, and a text that holds it and a checksum of all of it. The text
 * is three words, of which the last is no other record's.
 *
 * @param origin one ordered stream of a source, a word
 * @param number its place there, from 0 on
 */
public record TestRecord(String origin, long number) {
  private static final int LENGTHS = 40;

  /** What is sent. Its length differs from record to record, and not all of it is ASCII. */
  public String text() {
    return origin + " " + number + " " + word();
  }

  /** The word that only this record has. */
  public String word() {
    String padding = "\u00e9".repeat((int) (number % LENGTHS));
    return "%d@%s%s~%08x".formatted(number, origin, padding, checksum(padding));
  }

  private long checksum(String padding) {
    CRC32 sum = new CRC32();
    sum.update((origin + " " + number + " " + padding).getBytes(UTF_8));
    return sum.getValue();
  }

  /**
   * The record whose text ends a text: a source may have put something before it. Empty if it is
   * not what any record has.
   */
  public static Optional<TestRecord> parse(String text) {
    String[] words = text.split(" ", -1);
    if (words.length < 3) {
      return Optional.empty();
    }
    try {
      long number = Long.parseLong(words[words.length - 2]);
      TestRecord record = new TestRecord(words[words.length - 3], number);
      return text.endsWith(record.text()) ? Optional.of(record) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return origin + " " + number;
  }
}
