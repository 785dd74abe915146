// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import java.util.Optional;
import java.util.function.Supplier;

/** Small parts of the sentences that rules say. */
final class Sentences {
  private Sentences() {}

  static Optional<String> when(boolean violated, Supplier<String> sentence) {
    return violated ? Optional.of(sentence.get()) : Optional.empty();
  }

  static String count(long number, String thing) {
    return "%,d %s%s".formatted(number, thing, number == 1 ? "" : "s");
  }
}
