// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Whose work a stack shows: that of the innermost frame that belongs to one of them. What serves
 * any of them, a language's library or core's record types, works for its caller.
 */
enum Owner {
  /** The engine between the source and the store, the iterator that the store reads included. */
  ENGINE("io\\.holdfast\\.core\\.internal\\..*"),
  /** The Kafka source: the batch made of what was polled, positions, commits. */
  SOURCE("io\\.holdfast\\.kafka\\..*"),
  /** Kafka's client. */
  CLIENT("org\\.apache\\.kafka\\..*"),
  /** Spark's store, with what it serializes and writes with. */
  STORE("(org\\.apache\\.(spark|hadoop)|com\\.esotericsoftware|scala)\\..*"),
  /** Everybody else. */
  OTHER("(?!)");

  private final Pattern classes;

  Owner(String classes) {
    this.classes = Pattern.compile(classes);
  }

  /**
   * Whose work it is.
   *
   * @param classes of the frames, innermost first
   */
  static Owner of(List<String> classes) {
    for (String name : classes) {
      for (Owner owner : values()) {
        if (owner.classes.matcher(name).matches()) {
          return owner;
        }
      }
    }
    return OTHER;
  }
}
