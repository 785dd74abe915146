// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import java.io.Serializable;
import org.apache.spark.storage.BlockId;
import org.apache.spark.streaming.scheduler.ReceivedBlockInfo;
import org.apache.spark.streaming.util.WriteAheadLogRecordHandle;

/** Where a task finds a block, and in which form. */
final class StoredBlock implements Serializable {
  private static final long serialVersionUID = 1L;

  private final BlockId id;

  /** Null if the block is in memory only. */
  private final WriteAheadLogRecordHandle handle;

  private final boolean maybeInMemory;
  private final boolean packed;

  /** The block as the driver knows it. */
  StoredBlock(ReceivedBlockInfo block) {
    id = block.blockId();
    handle = block.walRecordHandleOption().isDefined() ? block.walRecordHandleOption().get() : null;
    maybeInMemory = block.isBlockIdValid();
    packed = ReceivedBlocks.metadata(block).isPacked();
  }

  BlockId id() {
    return id;
  }

  WriteAheadLogRecordHandle handle() {
    return handle;
  }

  /** Whether an executor may have it: what was stored before a recovery none has. */
  boolean maybeInMemory() {
    return maybeInMemory;
  }

  boolean isPacked() {
    return packed;
  }
}
