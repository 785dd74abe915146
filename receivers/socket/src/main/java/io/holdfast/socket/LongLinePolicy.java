// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

/** What becomes of a line that is longer than the receiver takes. */
public enum LongLinePolicy {
  /** It is poison, with its beginning as the payload. */
  POISON,
  /** Its beginning is a record, up to a whole character; it is counted as {@code lines.cut}. */
  TRUNCATE
}
