// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

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

  private final String checkpointDirectory;
  private final boolean recovered;
  private final HashSet<String> staleCheckpoints;

  private Launch(String checkpointDirectory, boolean recovered, Set<String> staleCheckpoints) {
    this.checkpointDirectory = checkpointDirectory;
    this.recovered = recovered;
    this.staleCheckpoints = new HashSet<>(staleCheckpoints);
  }

  /** The launch of a job that keeps no checkpoint. */
  public static Launch withoutCheckpoint() {
    return new Launch(null, false, new HashSet<>());
  }

  /**
   * The launch of a job with a checkpoint directory.
   *
   * @param recovered whether this life of the driver came from a checkpoint
   * @param staleCheckpoints the files of earlier lives that lie in the directory, as {@link
   *     CheckpointGate#files} names them
   */
  public static Launch withCheckpoint(
      String checkpointDirectory, boolean recovered, Set<String> staleCheckpoints) {
    return new Launch(Objects.requireNonNull(checkpointDirectory), recovered, staleCheckpoints);
  }

  /** Where the job keeps its checkpoints; empty if it keeps none. */
  public Optional<String> checkpointDirectory() {
    return Optional.ofNullable(checkpointDirectory);
  }

  boolean isRecovered() {
    return recovered;
  }

  Set<String> staleCheckpoints() {
    return staleCheckpoints;
  }
}
