// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

/** What the outside system does with records that were never acknowledged. */
public enum Replay {
  /** It delivers them again to the next session, from the last commit on. */
  FROM_COMMIT,
  /**
   * It has forgotten them. The engine then tries a failed store again instead of ending the
   * session, and what was not durable at a crash is lost.
   */
  NONE
}
