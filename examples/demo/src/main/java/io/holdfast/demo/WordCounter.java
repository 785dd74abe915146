// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * Counts the words of a line on its own, without the code of the job: what the job counts is
 * compared with this. A word is a maximal run of characters without Unicode's White_Space property.
 * Not thread-safe.
 */
final class WordCounter {
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private CharBuffer characters = CharBuffer.allocate(1024);

  /** The number of words in {@code line}; empty if it is not valid UTF-8. */
  OptionalLong count(byte[] line) {
    // A byte becomes one char at most.
    if (characters.capacity() < line.length) {
      characters = CharBuffer.allocate(line.length);
    }
    characters.clear();
    decoder.reset();
    if (decoder.decode(ByteBuffer.wrap(line), characters, true).isError()
        || decoder.flush(characters).isError()) {
      return OptionalLong.empty();
    }
    characters.flip();
    long words = 0;
    boolean inWord = false;
    for (int i = 0; i < characters.limit(); i++) {
      boolean space = isWhiteSpace(characters.get(i));
      if (!space && !inWord) {
        words++;
      }
      inWord = !space;
    }
    return OptionalLong.of(words);
  }

  /**
   * The property White_Space of Unicode. It has no code point beyond what one char holds, so none
   * in a surrogate.
   */
  static boolean isWhiteSpace(char c) {
    if (c <= ' ') {
      return c == ' ' || (c >= '\t' && c <= '\r');
    }
    if (c < '\u1680') {
      return c == '\u0085' || c == '\u00a0';
    }
    return c == '\u1680'
        || (c >= '\u2000' && c <= '\u200a')
        || c == '\u2028'
        || c == '\u2029'
        || c == '\u202f'
        || c == '\u205f'
        || c == '\u3000';
  }
}
