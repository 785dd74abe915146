// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

/**
 * Makes a word fit for a terminal: a word may be a megabyte long, or hold what a terminal takes for
 * a command.
 */
final class Printable {
  private static final int LONGEST = 60;

  private Printable() {}

  static String word(String word) {
    boolean whole = word.codePointCount(0, word.length()) <= LONGEST;
    String shown = whole ? word : word.substring(0, word.offsetByCodePoints(0, LONGEST)) + "...";
    return shown.replaceAll("\\p{Cc}", "?");
  }
}
