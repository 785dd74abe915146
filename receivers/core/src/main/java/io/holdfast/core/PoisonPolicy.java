// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

/** What happens to poison: a record that the source's decoder cannot make sense of. */
public enum PoisonPolicy {
  /**
   * The source is closed and not opened again, and the driver stops the job with a {@link
   * PoisonException} that names the position. Nothing is lost: the record is still there.
   */
  FAIL,
  /** The record is counted and reported with its position, and committed with its batch. */
  SKIP,
  /**
   * As {@link #SKIP}, and the record is kept: written to a file under the directory of the settings
   * and flushed before its position can be committed. If that fails, as {@link #FAIL}. A record
   * whose position was not committed in the end comes again, and is then written again.
   */
  DEAD_LETTER
}
