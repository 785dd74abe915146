// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import io.holdfast.core.Durability;
import io.holdfast.core.ProcessedPositions;
import java.io.Serializable;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What the driver tells a receiver when it launches it. Travels with the receiver, by Java and by
 * Kryo.
 */
public final class Launch implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Durability durability;
  private final String checkpointDirectory;
  private final boolean recovered;
  private final HashSet<String> staleCheckpoints;
  private final boolean again;
  private ProcessedPositions processed;
  private long epoch;
  private boolean superseded;
  private boolean byStream = true;

  private Launch(
      Durability durability,
      String checkpointDirectory,
      boolean recovered,
      Set<String> staleCheckpoints,
      boolean again) {
    this.durability = durability;
    this.checkpointDirectory = checkpointDirectory;
    this.recovered = recovered;
    this.staleCheckpoints = new HashSet<>(staleCheckpoints);
    this.again = again;
  }

  /** What a receiver knows that was given to Spark's own receiverStream. */
  public static Launch byNobody() {
    Launch launch = withoutCheckpoint(Durability.MEMORY);
    launch.byStream = false;
    return launch;
  }

  /** The launch of a job that keeps no checkpoint. */
  public static Launch withoutCheckpoint(Durability durability) {
    return new Launch(durability, null, false, new HashSet<>(), false);
  }

  /**
   * The launch of a job with a checkpoint directory.
   *
   * @param durability what a stored block survives
   * @param recovered whether this life of the driver came from a checkpoint
   * @param staleCheckpoints the files of earlier lives that lie in the directory, as {@link
   *     CheckpointFiles#in} names them
   */
  public static Launch withCheckpoint(
      Durability durability,
      String checkpointDirectory,
      boolean recovered,
      Set<String> staleCheckpoints) {
    return new Launch(
        durability,
        Objects.requireNonNull(checkpointDirectory),
        recovered,
        staleCheckpoints,
        false);
  }

  /** The same launch, of a receiver that has run before in this life of the driver. */
  public Launch again() {
    return superseded
        ? this
        : new Launch(durability, checkpointDirectory, recovered, staleCheckpoints, true)
            .resuming(processed, epoch);
  }

  /** This launch, of a job that knows what it has processed. */
  public Launch resuming(ProcessedPositions processed, long epoch) {
    this.processed = processed;
    this.epoch = epoch;
    return this;
  }

  /** A launch to receive nothing: another application has taken the job over. */
  public static Launch superseded() {
    Launch launch = withoutCheckpoint(Durability.MEMORY);
    launch.superseded = true;
    return launch;
  }

  /** Whether the receiver is to receive nothing. */
  public boolean isSuperseded() {
    return superseded;
  }

  /** Whether a stream of ours reads what the receiver stores. */
  public boolean isByStream() {
    return byStream;
  }

  /** What the job has processed; empty if nobody keeps that. */
  public Optional<ProcessedPositions> processed() {
    return Optional.ofNullable(processed);
  }

  /** The epoch of the job's start; 0 if nobody counts them. */
  public long epoch() {
    return epoch;
  }

  /** What a stored block survives. */
  public Durability durability() {
    return durability;
  }

  /** Where the job keeps its checkpoints; empty if it keeps none. */
  public Optional<String> checkpointDirectory() {
    return Optional.ofNullable(checkpointDirectory);
  }

  /** Whether the receiver has run before in this life of the driver, as a rule elsewhere. */
  public boolean isAgain() {
    return again;
  }

  boolean isRecovered() {
    return recovered;
  }

  Set<String> staleCheckpoints() {
    return staleCheckpoints;
  }
}
