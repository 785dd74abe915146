// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.StorageLevel;

/**
 * Sees to it that a block under a replicated storage level is on two executors before the driver is
 * told of it: Spark itself logs a failed replication and goes on.
 *
 * <p>Used by one thread.
 */
final class Replicas {
  private static final long PEERS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final boolean demanded;
  private boolean possible;
  private long askedNanos;

  private Replicas(boolean demanded) {
    this.demanded = demanded;
    askedNanos = System.nanoTime() - PEERS_NANOS;
  }

  /** What a storage level demands; under the write-ahead log Spark replicates nothing. */
  static Replicas demandedBy(StorageLevel level, boolean receiverLog) {
    boolean local = SparkEnv.get().conf().get("spark.master", "").startsWith("local[");
    return new Replicas(level.replication() > 1 && !receiverLog && !local);
  }

  boolean areDemanded() {
    return demanded;
  }

  /**
   * Whether there is another executor to replicate to; asks the driver, at most once a second. The
   * block manager has to ask: it replicates to those it knew last, and looks by itself only after a
   * minute, so that a successor of the one that was lost would get nothing so long.
   */
  boolean arePossible() {
    if (demanded && System.nanoTime() - askedNanos >= PEERS_NANOS) {
      askedNanos = System.nanoTime();
      possible = SparkEnv.get().blockManager().getPeers(true).nonEmpty();
    }
    return possible || !demanded;
  }

  /** Asks the driver where a block is, and throws if that is fewer than two executors. */
  void require(BlockId id) {
    if (demanded) {
      int copies = SparkEnv.get().blockManager().master().getLocations(id).size();
      if (copies < 2) {
        askedNanos = System.nanoTime() - PEERS_NANOS;
        throw new IllegalStateException(
            "Could not store block %s on two executors: it is on %d".formatted(id, copies));
      }
    }
  }
}
