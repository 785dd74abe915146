// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

/**
 * What a receiver and its system can do. A law that needs more is skipped, and its name and the
 * reason are reported; it does not pass.
 */
public final class Capabilities {
  private final boolean replay;
  private final boolean malformed;
  private final boolean network;
  private final boolean wholeMatrix;
  private final boolean answers;
  private final boolean frameLimit;
  private final int partitions;

  private Capabilities(
      boolean replay,
      boolean malformed,
      boolean network,
      boolean wholeMatrix,
      boolean answers,
      boolean frameLimit,
      int partitions) {
    this.replay = replay;
    this.malformed = malformed;
    this.network = network;
    this.wholeMatrix = wholeMatrix;
    this.answers = answers;
    this.frameLimit = frameLimit;
    this.partitions = partitions;
  }

  /** Everything but what only a server has, and two partitions. */
  public static Capabilities all() {
    return new Capabilities(true, true, true, true, false, false, 2);
  }

  /** The system forgets what it has sent: the receiver says {@code Replay.NONE}. */
  public Capabilities withoutReplay() {
    return new Capabilities(
        false, malformed, network, wholeMatrix, answers, frameLimit, partitions);
  }

  /** There is no input that could not be decoded. */
  public Capabilities withoutMalformed() {
    return new Capabilities(replay, false, network, wholeMatrix, answers, frameLimit, partitions);
  }

  /** There is no connection that could be cut, such as with a file. */
  public Capabilities withoutNetwork() {
    return new Capabilities(replay, malformed, false, wholeMatrix, answers, frameLimit, partitions);
  }

  /**
   * The crash matrix visits each crash point once, in turns of the other dimensions, instead of in
   * all combinations: where a new receiver takes a tenth of a second or more to take over.
   */
  public Capabilities withShortMatrix() {
    return new Capabilities(replay, malformed, network, false, answers, frameLimit, partitions);
  }

  /**
   * Each partition is a client with a connection of its own, which reads the answers to what it
   * sends, and can stop to. Needs at least two partitions.
   */
  public Capabilities withAnswers() {
    return new Capabilities(replay, malformed, network, wholeMatrix, true, frameLimit, partitions);
  }

  /**
   * Each partition is a client with a connection of its own, which can send a frame that is too
   * large. Needs at least two partitions.
   */
  public Capabilities withFrameLimit() {
    return new Capabilities(replay, malformed, network, wholeMatrix, answers, true, partitions);
  }

  /** The system has so many partitions, at least 1. */
  public Capabilities partitions(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(count + " partitions");
    }
    return new Capabilities(replay, malformed, network, wholeMatrix, answers, frameLimit, count);
  }

  boolean replay() {
    return replay;
  }

  boolean malformed() {
    return malformed;
  }

  boolean network() {
    return network;
  }

  boolean wholeMatrix() {
    return wholeMatrix;
  }

  boolean answers() {
    return answers && partitions > 1;
  }

  boolean frameLimit() {
    return frameLimit && partitions > 1;
  }

  int partitions() {
    return partitions;
  }
}
