// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

/**
 * What a block survives once Spark has stored it, which is when its records are acknowledged to
 * their source. Which level a stream has depends on the job's configuration; a job can {@linkplain
 * ReceiverSettings.Builder#demand demand} one. Declared from the strongest to the weakest.
 */
public enum Durability {
  /**
   * The block is in the receiver's write-ahead log, and the driver's log knows it. Survives the
   * loss of executors and of the driver. Needs {@code
   * spark.streaming.receiver.writeAheadLog.enable} and a checkpoint directory.
   */
  WAL("survives the loss of executors and of the driver"),

  /**
   * The block is on two executors, which is checked before it is acknowledged. Survives the loss of
   * one executor, not of the driver. Needs a storage level with two copies and a cluster that gives
   * the job more than one executor. While fewer than two are registered, nothing is stored and the
   * source waits.
   */
  REPLICATED("survives the loss of one executor, not of the driver"),

  /**
   * The block is on one executor. Survives nothing: what was acknowledged and not yet processed is
   * gone with its executor or with the driver. What a job without the write-ahead log has on a
   * local master, with one executor by configuration, or with an unreplicated storage level.
   */
  MEMORY("survives neither the loss of its executor nor of the driver");

  private final String survival;

  Durability(String survival) {
    this.survival = survival;
  }

  /** What a stored block survives, as the rest of a sentence about it. */
  public String survival() {
    return survival;
  }

  /** Whether this level gives all that the other gives. */
  public boolean covers(Durability demanded) {
    return compareTo(demanded) <= 0;
  }
}
