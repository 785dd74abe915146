// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import java.util.Collections;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** What became of the records of a job that was stopped. Immutable. */
public final class StopReport {
  private final OptionalLong leftRecords;
  private final boolean kept;
  private final Set<Integer> undrained;

  /**
   * A report.
   *
   * @param leftRecords how many records were stored but not processed; empty if nobody knows
   * @param kept whether those are in a write-ahead log
   * @param undrained the streams that had not said in time that they are drained
   */
  public StopReport(OptionalLong leftRecords, boolean kept, Set<Integer> undrained) {
    this.leftRecords = Objects.requireNonNull(leftRecords);
    this.kept = kept;
    this.undrained = Collections.unmodifiableSet(new TreeSet<>(undrained));
  }

  /** Whether everything that was acknowledged was also processed. */
  public boolean isComplete() {
    return leftRecords.isPresent() && leftRecords.getAsLong() == 0;
  }

  /**
   * How many records were stored and not processed, those of streams of other libraries included;
   * empty if this Spark does not tell.
   */
  public OptionalLong leftRecords() {
    return leftRecords;
  }

  /**
   * Whether records that were left are in the write-ahead log, and counted after the next start
   * from the same checkpoint directory. Without a log they are gone.
   */
  public boolean isKept() {
    return kept;
  }

  /** The streams that had not said in time that they are drained; usually none. */
  public Set<Integer> undrained() {
    return undrained;
  }

  /** A sentence for the log. */
  @Override
  public String toString() {
    String late = undrained.isEmpty() ? "" : "; not drained in time: streams " + undrained;
    if (isComplete()) {
      return "everything that was acknowledged is processed" + late;
    }
    String records =
        leftRecords.isPresent()
            ? leftRecords.getAsLong() + " records are stored and not processed"
            : "an unknown number of records is stored and not processed";
    String fate =
        kept
            ? ": they are in the write-ahead log and counted after the next start"
            : ": they are lost, since the job keeps no write-ahead log";
    return records + fate + late;
  }
}
