// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.metrics;

/**
 * The figures of a receiver that its executor publishes and that travel to the driver, under one
 * name on both sides.
 *
 * <p>Their order is that of the encoding in the metadata of blocks, which logs and checkpoints
 * keep: a new figure is added at the end, and none is taken out.
 */
public enum Figure {
  /** Records that a source has handed over; again when they come again. */
  RECEIVED("received", true),
  /** Records in blocks that Spark has made durable. */
  STORED("stored", true),
  /** Records acknowledged to their source. */
  COMMITTED("committed", true),
  /** Records in blocks whose store failed, or of which nobody knows. */
  AMBIGUOUS("ambiguous", true),
  /**
   * Records that were in flight when their session ended: whoever replays hands them over again.
   * May hold some whose acknowledgement the outside system has seen all the same.
   */
  REPLAYED("replayed", true),
  /** Records that a push source took back before they were stored. */
  WITHDRAWN("withdrawn", true),
  /** Records that could not be decoded. */
  POISON("poison", true),
  /** Milliseconds that a source waited for Spark's rate limit alone. */
  RATE_WAITED_MILLIS("rateWaitedMillis", true),
  /** Sessions that a failed store ended. */
  ENDED_BY_STORE_FAILURE("sessions.storeFailure", true),
  /** Sessions that their source ended. */
  ENDED_BY_SOURCE_FAILURE("sessions.sourceFailure", true),
  /** Sessions whose source hung. */
  ENDED_BY_HANG("sessions.hang", true),
  /** Sessions that poison ended. */
  ENDED_BY_POISON("sessions.poison", true),
  /** Sessions that were stopped. */
  ENDED_BY_STOP("sessions.stop", true),

  /** Records received and not yet acknowledged. */
  IN_FLIGHT_RECORDS("inFlightRecords", false),
  /** Bytes received and not yet acknowledged, as the batches say. */
  IN_FLIGHT_BYTES("inFlightBytes", false),
  /** The limit in force, Spark's or that of a slow start, in records per second; 0 for none. */
  RATE_LIMIT("rateLimit", false),
  /** The number of the running session, from 1; 0 before the first. */
  SESSION("session", false),
  /** What a stored block survives: 2 all, 1 an executor, 0 nothing. */
  DURABILITY_RANK("durabilityRank", false);

  private final String metric;
  private final boolean total;

  Figure(String metric, boolean total) {
    this.metric = metric;
    this.total = total;
  }

  /** Its place in the encoding. */
  @SuppressWarnings("EnumOrdinal") // the order of the figures is that of the encoding
  int index() {
    return ordinal();
  }

  /** The name of the metric. */
  public String metric() {
    return metric;
  }

  /** Whether the figure only grows, so that those of several receivers can be added. */
  public boolean isTotal() {
    return total;
  }
}
