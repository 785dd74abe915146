// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.job;

/** The sources, with the words of the report for them. */
public enum SourceKind {
  /** A topic; where: bootstrap servers, topic. */
  KAFKA("Kafka"),

  /** An agent with an avro sink; where: the port to listen on. */
  FLUME_PUSH("Flume push"),

  /** An agent with our sink; where: its port. */
  FLUME_PULL("Flume pull"),

  /** An rsyslog; where: the port to listen on. */
  RELP("RELP"),

  /** A growing file, by the receiver of the guide; where: its path. */
  FILE_TAIL("file tail"),

  /** A server of lines, which sends nothing twice; where: its port. */
  LINES("lines");

  private final String words;

  SourceKind(String words) {
    this.words = words;
  }

  /** What the report calls it. */
  public String words() {
    return words;
  }

  /** Whether it gives again what nobody acknowledged. */
  public boolean replays() {
    return this != LINES;
  }

  /** Whether it can also be asked again for what was acknowledged. */
  public boolean canBeAskedAgain() {
    return this == KAFKA || this == FILE_TAIL;
  }

  /** Whether its records carry positions, so that what came twice can be told. */
  public boolean hasPositions() {
    return this != FILE_TAIL && this != LINES;
  }

  /** Whether the job's database has totals of it. */
  public boolean hasTotals() {
    return this == KAFKA || this == RELP;
  }
}
