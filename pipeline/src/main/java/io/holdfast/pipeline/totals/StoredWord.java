// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A word as the database keeps it.
 *
 * <p>No database can keep U+0000 in a text, nor half of a surrogate pair. Where a word has one, it
 * is written as an escape that begins with U+0010, which Unicode calls <em>data link escape</em>
 * and texts do not contain: U+0010 {@code 0} is U+0000; U+0010 {@code u} and four hexadecimal
 * digits are a lone surrogate; and since two words must not become one, U+0010 U+0010 is U+0010
 * itself. All other words are stored as they are.
 */
final class StoredWord {
  private static final char ESCAPE = '\u0010';

  /** Begins no UTF-8, so that no text has the key of what is none. */
  private static final byte NO_UTF_8 = (byte) 0xFF;

  private StoredWord() {}

  /** The word in a form that every database can keep; different for different words. */
  static String text(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (isSpecial(word, i)) {
        return escaped(word);
      }
    }
    return word;
  }

  /** The SHA-256 of the word's UTF-8: words may be longer than what a database can index. */
  static byte[] key(String word) {
    MessageDigest digest = sha256();
    for (int i = 0; i < word.length(); i++) {
      if (isLoneSurrogate(word, i)) {
        digest.update(NO_UTF_8);
        return digest.digest(text(word).getBytes(StandardCharsets.UTF_8));
      }
    }
    return digest.digest(word.getBytes(StandardCharsets.UTF_8));
  }

  private static String escaped(String word) {
    StringBuilder text = new StringBuilder(word.length() + 8);
    for (int i = 0; i < word.length(); i++) {
      char unit = word.charAt(i);
      if (!isSpecial(word, i)) {
        text.append(unit);
      } else if (unit == 0) {
        text.append(ESCAPE).append('0');
      } else if (unit == ESCAPE) {
        text.append(ESCAPE).append(ESCAPE);
      } else {
        text.append(ESCAPE).append("u%04x".formatted((int) unit));
      }
    }
    return text.toString();
  }

  private static boolean isSpecial(String word, int index) {
    char unit = word.charAt(index);
    return unit == 0 || unit == ESCAPE || isLoneSurrogate(word, index);
  }

  private static boolean isLoneSurrogate(String word, int index) {
    char unit = word.charAt(index);
    if (Character.isHighSurrogate(unit)) {
      return index + 1 == word.length() || !Character.isLowSurrogate(word.charAt(index + 1));
    }
    return Character.isLowSurrogate(unit)
        && (index == 0 || !Character.isHighSurrogate(word.charAt(index - 1)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
