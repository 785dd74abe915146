// SPDX-License-Identifier: Apache-2.0
package io.holdfast.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * What the job's file of totals says, without holding all of it.
 *
 * @param words the sum of all counts
 * @param distinct how many different words there are
 * @param top the most frequent ones, most frequent first
 */
record Totals(long words, long distinct, List<WordCount> top) {
  /** Before the job has written any. */
  static final Totals NONE = new Totals(0, 0, List.of());

  /** How many words {@link #top()} has at most. */
  static final int TOP = 20;

  private static final Comparator<WordCount> LEAST_FREQUENT_FIRST =
      Comparator.comparingLong(WordCount::count)
          .thenComparing(WordCount::word, Comparator.reverseOrder());

  /** A word and how often it was counted. */
  record WordCount(String word, long count) {}

  /**
   * Reads {@code word<TAB>count} lines, sorted by the words' bytes.
   *
   * @throws IOException if it cannot be read or is something else; the message says which line
   */
  static Totals read(Path file) throws IOException {
    PriorityQueue<WordCount> top = new PriorityQueue<>(LEAST_FREQUENT_FIRST);
    long words = 0;
    byte[] before = null;
    try (InputStream in = Files.newInputStream(file);
        LineSplitter lines = new LineSplitter(in, Integer.MAX_VALUE)) {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        int tab = lastTab(line);
        long count = count(line, tab);
        if (tab < 1 || count < 1) {
          throw new IOException(
              "line %d of the totals is not word<TAB>count".formatted(lines.lines()));
        }
        byte[] word = Arrays.copyOf(line, tab);
        if (before != null && Arrays.compareUnsigned(before, word) >= 0) {
          throw new IOException("line %d of the totals is not sorted".formatted(lines.lines()));
        }
        before = word;
        words += count;
        top.add(new WordCount(new String(word, StandardCharsets.UTF_8), count));
        if (top.size() > TOP) {
          top.remove();
        }
      }
      List<WordCount> mostFrequentFirst = new ArrayList<>(top);
      mostFrequentFirst.sort(LEAST_FREQUENT_FIRST.reversed());
      return new Totals(words, lines.lines(), List.copyOf(mostFrequentFirst));
    }
  }

  private static int lastTab(byte[] line) {
    int at = line.length - 1;
    while (at >= 0 && line[at] != '\t') {
      at--;
    }
    return at;
  }

  /** 0 if it is no number. */
  private static long count(byte[] line, int tab) {
    try {
      return Long.parseLong(
          new String(line, tab + 1, line.length - tab - 1, StandardCharsets.US_ASCII));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
