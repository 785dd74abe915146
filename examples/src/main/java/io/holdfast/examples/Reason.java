// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import java.util.Optional;

/** Cuts an exception down to what fits into a sentence. */
final class Reason {
  private Reason() {}

  /**
   * The type of an exception's root cause and the first line of its message. Spark puts whole stack
   * traces of executors into messages.
   */
  static String of(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String type = root.getClass().getSimpleName();
    return Optional.ofNullable(root.getMessage())
        .flatMap(
            message -> message.lines().map(String::strip).filter(s -> !s.isEmpty()).findFirst())
        .map(line -> type + ": " + line)
        .orElse(type);
  }

  /** The first exception of a type among a failure and its causes. */
  static <E extends Throwable> Optional<E> find(Class<E> type, Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (type.isInstance(each)) {
        return Optional.of(type.cast(each));
      }
    }
    return Optional.empty();
  }
}
