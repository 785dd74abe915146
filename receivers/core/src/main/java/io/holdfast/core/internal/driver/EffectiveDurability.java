// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.Durability;
import org.apache.spark.storage.StorageLevel;

/** The durability that a configuration gives. */
final class EffectiveDurability {
  private EffectiveDurability() {}

  static Durability of(
      boolean receiverLog, boolean checkpointed, StorageLevel level, Resources resources) {
    if (receiverLog && checkpointed) {
      return Durability.WAL;
    }
    return level.replication() >= 2 && resources.canReplicate()
        ? Durability.REPLICATED
        : Durability.MEMORY;
  }
}
