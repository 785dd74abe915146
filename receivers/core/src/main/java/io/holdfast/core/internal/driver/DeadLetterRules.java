// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import static io.holdfast.core.internal.driver.Sentences.when;

import java.util.Optional;
import java.util.stream.Collectors;

/** Rules about where poison is kept. */
final class DeadLetterRules {
  private DeadLetterRules() {}

  /** A receiver could only find out with the first poison, and would stop the job then. */
  static Optional<String> writable(Facts facts) {
    String sentences =
        facts.streams().stream()
            .flatMap(stream -> unwritable(facts, stream).stream())
            .collect(Collectors.joining(" "));
    return when(!sentences.isEmpty(), () -> sentences);
  }

  private static Optional<String> unwritable(Facts facts, StreamFacts stream) {
    Optional<String> directory = stream.settings().deadLetterDirectory();
    return directory
        .flatMap(facts.outside()::whyNotWritable)
        .map(
            why ->
                ("The %s is to keep poison under %s, where nothing can be written (%s): let the job"
                        + " write there, or set another deadLetterDirectory.")
                    .formatted(stream.name(), directory.get(), why));
  }
}
