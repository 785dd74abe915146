// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

/** What becomes of a last line that no line feed has ended when the connection ends. */
public enum UnfinishedLinePolicy {
  /** It is left out and counted as {@code lines.unfinished}: it may be half of what was meant. */
  DISCARD,
  /** It is a line like any other, as for Spark's own socket stream. */
  DELIVER
}
