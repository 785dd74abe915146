// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The threads of this JVM. */
final class Threads {
  /** The name of the engine, and the number of a stream. */
  private static final Pattern ENGINE = Pattern.compile("holdfast-\\d");

  private Threads() {}

  static Set<Thread> all() {
    return Thread.getAllStackTraces().keySet();
  }

  /** Those of receivers' engines. */
  static Set<Thread> ofEngine() {
    return all().stream()
        .filter(thread -> ENGINE.matcher(thread.getName()).lookingAt())
        .collect(Collectors.toSet());
  }
}
