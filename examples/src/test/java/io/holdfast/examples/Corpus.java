// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Lines made up from a seed, and their words counted without any of the code under test. */
final class Corpus {
  private static final String WHITE_SPACE =
      " \t\n\u000B\f\r\u0085\u00A0\u1680\u2000\u2003\u200A\u2028\u2029\u202F\u205F\u3000";
  private static final Pattern GAPS = Pattern.compile("\\p{IsWhite_Space}+");

  private final List<String> lines;

  private Corpus(List<String> lines) {
    this.lines = lines;
  }

  /** The same lines for the same seed: of any script, many of them empty or white. */
  static Corpus of(long seed, int size) {
    Random random = new Random(seed);
    List<String> vocabulary = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      vocabulary.add(word(random));
    }
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      lines.add(line(random, vocabulary));
    }
    return new Corpus(lines);
  }

  List<String> lines() {
    return lines;
  }

  /** How often each word stands in the corpus. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new HashMap<>();
    for (String line : lines) {
      for (String word : GAPS.split(line, -1)) {
        if (!word.isEmpty()) {
          counts.merge(word, 1L, Long::sum);
        }
      }
    }
    Map<String, Long> sorted =
        new TreeMap<>(
            (a, b) ->
                Arrays.compareUnsigned(
                    a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
    sorted.putAll(counts);
    return sorted;
  }

  /** The totals file that belongs to {@link #counts}. */
  String totals() {
    StringBuilder totals = new StringBuilder();
    counts().forEach((word, count) -> totals.append(word).append('\t').append(count).append('\n'));
    return totals.toString();
  }

  private static String line(Random random, List<String> vocabulary) {
    StringBuilder line = new StringBuilder();
    int words = random.nextInt(12);
    for (int i = 0; i < words; i++) {
      if (random.nextInt(10) > 0) {
        line.append(vocabulary.get(random.nextInt(vocabulary.size())));
      }
      int gap = 1 + random.nextInt(2);
      for (int j = 0; j < gap; j++) {
        line.append(WHITE_SPACE.charAt(random.nextInt(WHITE_SPACE.length())));
      }
    }
    return line.toString();
  }

  /** From every length of UTF-8; a zero width space, which is none, among them. */
  private static String word(Random random) {
    int[][] ranges = {
      {'A', 'Z'},
      {'a', 'z'},
      {0x3B1, 0x3C9},
      {0x200B, 0x200B},
      {0x4E00, 0x4EFF},
      {0xFF21, 0xFF3A},
      {0x1F600, 0x1F64F}
    };
    StringBuilder word = new StringBuilder();
    int length = 1 + random.nextInt(5);
    for (int i = 0; i < length; i++) {
      int[] range = ranges[random.nextInt(ranges.length)];
      word.appendCodePoint(range[0] + random.nextInt(range[1] - range[0] + 1));
    }
    return word.toString();
  }
}
