// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

/**
 * What happens when the offset that a partition is to go on from is not there: retention has
 * deleted it before it was read, or the log ends before it.
 */
public enum GapPolicy {
  /**
   * The session ends with an error that names the offset and what there is instead. It is opened
   * again, with growing pauses, and ends again, until somebody resets the group's offset or takes
   * another policy. Partitions without a gap wait, too. The default.
   */
  FAIL,

  /** Goes on at the first record there is. The gap is counted and reported. */
  EARLIEST,

  /** Goes on after the last record there is. The gap is counted and reported. */
  LATEST
}
