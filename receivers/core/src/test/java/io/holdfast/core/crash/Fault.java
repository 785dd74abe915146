// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.crash;

import io.holdfast.core.internal.CrashPoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * One line of a plan: what happens when a point is reached for the so-manieth time.
 *
 * @param release a hang ends when this file is there; without one it lasts for ever
 */
record Fault(CrashPoint point, int count, Action action, Optional<Path> release) {
  /** What a JVM that was halted at a crash point exits with. */
  static final int EXIT_CODE = 86;

  private static final long GLANCE_MILLIS = 5;

  enum Action {
    THROW,
    HALT,
    HANG
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException with what is wrong with it
   */
  static Fault parse(String line, Path directory) {
    String[] words = line.strip().split("\\s+", 4);
    if (words.length < 3) {
      throw new IllegalArgumentException(
          "\"%s\" is not a point, a count and an action".formatted(line.strip()));
    }
    Action action = oneOf(Action.values(), words[2]);
    if (words.length == 4 && action != Action.HANG) {
      throw new IllegalArgumentException(
          "\"%s\" follows an action that waits for no file".formatted(words[3]));
    }
    return new Fault(
        oneOf(CrashPoint.values(), words[0]),
        count(words[1]),
        action,
        words.length == 4 ? Optional.of(directory.resolve(words[3])) : Optional.empty());
  }

  private static <E extends Enum<E>> E oneOf(E[] values, String word) {
    return Arrays.stream(values)
        .filter(value -> value.name().equals(word.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\"%s\" is none of %s".formatted(word, Arrays.toString(values))));
  }

  private static int count(String word) {
    try {
      int count = Integer.parseInt(word);
      if (count > 0) {
        return count;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException("\"%s\" is no count from 1 on".formatted(word));
  }

  void happen() {
    switch (action) {
      case THROW -> throw new CrashPointException("thrown at crash point " + point);
      case HALT -> Runtime.getRuntime().halt(EXIT_CODE);
      case HANG -> hang();
    }
  }

  /** As what hangs in reality, it can be interrupted by those who interrupt. */
  private void hang() {
    try {
      while (release.isEmpty() || !Files.exists(release.get())) {
        Thread.sleep(GLANCE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CrashPointException("interrupted at crash point " + point);
    }
  }
}
