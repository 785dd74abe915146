// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline;

import java.util.Comparator;

/**
 * Orders strings by their UTF-8 bytes, as {@code LC_ALL=C sort} does, without encoding them.
 *
 * <p>This is the order of code points. It is not the order of {@link String#compareTo}, which
 * compares UTF-16 units: there an emoji, written as surrogates, comes before U+E000 to U+FFFF.
 */
enum Utf8Order implements Comparator<String> {
  INSTANCE;

  @Override
  public int compare(String left, String right) {
    int shorter = Math.min(left.length(), right.length());
    for (int i = 0; i < shorter; i++) {
      char l = left.charAt(i);
      char r = right.charAt(i);
      if (l != r) {
        return rank(l) - rank(r);
      }
    }
    return left.length() - right.length();
  }

  /** Moves surrogates, which stand for the code points above all others, above the other units. */
  private static int rank(char unit) {
    return Character.isSurrogate(unit) ? unit + 0x10000 : unit;
  }
}
