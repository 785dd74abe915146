// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.metrics;

import io.holdfast.core.Durability;

/** A level as a number, for what shows numbers only: the stronger, the higher. */
public final class DurabilityRank {
  private DurabilityRank() {}

  static long of(Durability level) {
    return switch (level) {
      case MEMORY -> 0;
      case REPLICATED -> 1;
      case WAL -> 2;
    };
  }

  /** The name of the level of a rank. */
  public static String name(long rank) {
    for (Durability level : Durability.values()) {
      if (of(level) == rank) {
        return level.name();
      }
    }
    return "unknown";
  }
}
