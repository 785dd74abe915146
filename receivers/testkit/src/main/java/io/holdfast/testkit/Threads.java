// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.util.Set;
import java.util.stream.Collectors;

/** The threads of this JVM. */
final class Threads {
  private Threads() {}

  static Set<Thread> all() {
    return Thread.getAllStackTraces().keySet();
  }

  /** Those of receivers' engines. */
  static Set<Thread> ofEngine() {
    return all().stream()
        .filter(thread -> thread.getName().startsWith("holdfast-"))
        .collect(Collectors.toSet());
  }
}
