// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * The words of a text: its maximal runs of characters without Unicode's White_Space property.
 *
 * <p>A no-break space separates words, as every white space does; a zero width space does not, for
 * it has not the property. Case is kept, and no word is empty. One pass, one word at a time: a line
 * of a gigabyte costs no more memory than the word that is asked for.
 */
public final class Words implements Iterator<String> {
  private final String text;
  private int start;

  private Words(String text) {
    this.text = Objects.requireNonNull(text, "text");
    this.start = skip(0, true);
  }

  /** The words of a text in their order; an iterator that does not support removal. */
  public static Iterator<String> of(String text) {
    return new Words(text);
  }

  @Override
  public boolean hasNext() {
    return start < text.length();
  }

  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the text has no more words");
    }
    int end = skip(start, false);
    String word = text.substring(start, end);
    start = skip(end, true);
    return word;
  }

  /** The index of the first character from {@code from} on that is not (or is) white space. */
  private int skip(int from, boolean whiteSpace) {
    int index = from;
    while (index < text.length() && isWhiteSpace(text.charAt(index)) == whiteSpace) {
      index++;
    }
    return index;
  }

  /**
   * Whether a character has the property White_Space. All 25 that have it are in the Basic
   * Multilingual Plane, so that half of a surrogate pair never has. Neither of {@link Character}'s
   * own tests will do: one leaves out the no-break spaces, the other the control characters.
   */
  static boolean isWhiteSpace(char c) {
    if (c < 0x80) { // most text; decided without the table
      return c == ' ' || (c >= '\t' && c <= '\r');
    }
    return switch (c) {
      case 0x0085, 0x00A0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
      default -> c >= 0x2000 && c <= 0x200A;
    };
  }
}
